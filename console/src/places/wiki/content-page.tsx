// A page and a blog post at their own addresses; `?version=` shows how it was, with `&from=` what changed until then.
import { getRouteApi } from '@tanstack/react-router';
import { ContentView } from './content-view.tsx';

const pageRoute = getRouteApi('/inside/s/$site/wiki/$spaceKey/pages/$pageId');
const postRoute = getRouteApi('/inside/s/$site/wiki/$spaceKey/blog/$postId');

export function WikiPageScreen() {
  const { pageId } = pageRoute.useParams();
  const { version, from } = pageRoute.useSearch();
  return <ContentView key={pageId} kind="page" id={pageId} version={version} from={from} />;
}

export function BlogPostScreen() {
  const { postId } = postRoute.useParams();
  const { version, from } = postRoute.useSearch();
  return <ContentView key={postId} kind="blogpost" id={postId} version={version} from={from} />;
}
