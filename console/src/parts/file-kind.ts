// Which files are shown in place. Only what a browser draws without running anything: pictures of the usual
// kinds (an SVG is a program) and plain text of a bearable size.
const pictures = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'image/bmp']);
const textBytesMax = 512 * 1024;

export type Preview = 'picture' | 'text';

export function previewOf(mediaType: string | undefined, sizeBytes: number): Preview | undefined {
  const type = mediaType?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (pictures.has(type)) return 'picture';
  return (type === 'text/plain' || type === 'text/csv' || type === 'text/markdown' || type === 'application/json') && sizeBytes <= textBytesMax ? 'text' : undefined;
}
