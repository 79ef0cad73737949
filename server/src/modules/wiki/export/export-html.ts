/** Pages as one HTML file that needs nothing else: pictures inside, no script, and a policy that lets none run. */
import { adfToHtml, type HtmlLabels } from '../../richtext/index.ts';
import { pictureOf, type ExportedPage } from './exported-page.ts';

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const style = `body{font:16px/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem;color:#1d1d1f}table{border-collapse:collapse}td,th{border:1px solid #999;padding:.3rem .6rem;text-align:left;vertical-align:top}
th{background:#eee}pre{background:#f4f4f4;padding:.7rem;overflow:auto}img{max-width:100%}blockquote,.hf-panel{border-left:4px solid #888;margin-left:0;padding-left:1rem}.hf-task-list{list-style:none}article+article{border-top:2px solid #999;margin-top:3rem}
@media print{article+article{break-before:page;border:0}}`;

export async function exportHtml(pages: readonly ExportedPage[], locale: string, labels: Partial<HtmlLabels>, turn: () => Promise<void>): Promise<Buffer> {
  const articles: string[] = [];
  for (const [index, page] of pages.entries()) {
    await turn();
    const pictures: string[] = [];
    const html = adfToHtml(page.adf, {
      idPrefix: `p${String(index)}`, labels,
      attachmentUrl: ({ id, name }) => {
        const picture = pictureOf(page, { type: 'media', attrs: { id } });
        if (picture === undefined) return undefined;
        pictures.push(`data:${picture.mediaType};base64,${picture.bytes.toString('base64')}`);
        return { url: `https://picture.invalid/${String(pictures.length - 1)}`, isPicture: true, ...(name === undefined ? {} : { name }) };
      },
    });
    // Addresses were placeholders of ours; a document cannot hold this one by chance and gain anything.
    const whole = html.replaceAll(/"https:\/\/picture\.invalid\/(\d+)"/g, (all, number: string) => (pictures[Number(number)] === undefined ? all : `"${pictures[Number(number)] ?? ''}"`));
    articles.push(`<article><h1>${escaped(page.title)}</h1>\n${whole}</article>`);
  }
  const title = escaped(pages[0]?.title ?? '');
  return Buffer.from(`<!doctype html>\n<html lang="${locale}"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"><title>${title}</title><style>${style}</style></head>\n<body>\n${articles.join('\n')}\n</body></html>\n`);
}
