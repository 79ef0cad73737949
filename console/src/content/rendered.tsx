// A body as the platform renders it: HTML of its own making, from a closed list of elements and classes,
// never markup that somebody typed. Links to issues and pages of this site open inside the console.
import { useNavigate } from '@tanstack/react-router';
import { memo, type MouseEvent } from 'react';
import { useSite } from '../app/session.ts';
import { useSay } from '../words/index.ts';
import { insideTarget } from './inside-target.ts';
import './rendered.css';

export type RenderedProps = { readonly html: string | null | undefined; readonly empty?: string };

export const Rendered = memo(function Rendered({ html, empty }: RenderedProps) {
  const say = useSay();
  const navigate = useNavigate();
  const { site } = useSite();
  if (html === null || html === undefined || html.trim() === '') return <p className="quiet">{empty ?? say('content.nothing')}</p>;

  const onClick = (event: MouseEvent<HTMLDivElement>): void => {
    if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
    const target = link instanceof HTMLAnchorElement ? insideTarget(link.href, location.origin, [site.url]) : undefined;
    if (target === undefined) return;
    event.preventDefault();
    if (target.kind === 'issue') void navigate({ to: '/s/$site/tracker/issues/$issueKey', params: { site: site.slug, issueKey: target.key } });
    else void navigate({ to: '/s/$site/wiki/$spaceKey/pages/$pageId', params: { site: site.slug, spaceKey: target.spaceKey, pageId: target.pageId } });
  };

  // The platform has sanitised this; and the policy of the page allows no script either way.
  return <div className="rendered" onClick={onClick} dangerouslySetInnerHTML={{ __html: html }} />;
});
