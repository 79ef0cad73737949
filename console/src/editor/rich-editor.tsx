// The editor with the shape of itself in its place until it is loaded.
import { Skeleton } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { learn } from '../words/index.ts';
import type { RichEditorProps } from './props.ts';

const words = {
  en: async () => (await import('../words/en/editor.ts')).editor,
  fr: async () => (await import('../words/fr/editor.ts')).editor,
  de: async () => (await import('../words/de/editor.ts')).editor,
};

const Core = lazy(async () => {
  const [{ RichEditorCore }] = await Promise.all([import('./rich-editor-core.tsx'), learn(words)]);
  return { default: RichEditorCore };
});

export function RichEditor(props: RichEditorProps) {
  return (
    <Suspense fallback={<Skeleton className="waiting" height={props.compact === true ? 98 : 320} />}>
      <Core {...props} />
    </Suspense>
  );
}
