// A page and a blog post at their own addresses; `?version=` shows how it was.
import { getRouteApi } from '@tanstack/react-router';
import { ContentView } from './content-view.tsx';

const pageRoute = getRouteApi('/inside/s/$site/wiki/$spaceKey/pages/$pageId');
const postRoute = getRouteApi('/inside/s/$site/wiki/$spaceKey/blog/$postId');

export function WikiPageScreen() {
  const { pageId } = pageRoute.useParams();
  return <ContentView key={pageId} kind="page" id={pageId} version={pageRoute.useSearch().version} />;
}

export function BlogPostScreen() {
  const { postId } = postRoute.useParams();
  return <ContentView key={postId} kind="blogpost" id={postId} version={postRoute.useSearch().version} />;
}
