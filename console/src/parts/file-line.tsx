// One file: its name is the download; size, person and time beside it.
import type { ReactNode } from 'react';
import { useFormats } from '../app/formats.ts';
import { IconFile } from './icons.ts';
import { When } from './when.tsx';

export type FileLineProps = {
  readonly name: string;
  readonly address: string;
  readonly sizeBytes?: number | undefined;
  readonly mediaType?: string | undefined;
  readonly by?: string | undefined;
  readonly at?: string | undefined;
  readonly picture?: ReactNode;
  readonly actions?: ReactNode;
};

export function FileLine({ name, address, sizeBytes, mediaType, by, at, picture, actions }: FileLineProps) {
  const formats = useFormats();
  return (
    <li className="file">
      {picture ?? <IconFile size={18} aria-hidden="true" />}
      <div className="file-words">
        <a href={address} download={name} title={mediaType}>
          {name}
        </a>
        <span className="quiet">
          {[sizeBytes === undefined ? undefined : formats.bytes(sizeBytes), by].filter((part) => part !== undefined && part !== '').join(' · ')}
          {at === undefined ? null : (
            <>
              {' · '}
              <When at={at} />
            </>
          )}
        </span>
      </div>
      {actions}
    </li>
  );
}
