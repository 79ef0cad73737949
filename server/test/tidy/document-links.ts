/**
 * Links between documents lead somewhere: the file is there, and so is the heading. Addresses of other hosts are
 * not asked.
 */
import { dirname, join, normalize } from 'node:path/posix';
import type { Rule, SourceFile, Violation } from './tree.ts';
import { lineAt } from './tree.ts';

export const liveLinks: Rule = {
  name: 'links in documents resolve',
  judge(files) {
    const documents = files.filter(({ path }) => path.endsWith('.md'));
    const targets = new Map(files.map((file) => [file.path, file]));
    const folders = new Set(files.flatMap(({ path }) => path.split('/').slice(0, -1).map((_, index, parts) => parts.slice(0, index + 1).join('/'))));
    const links = documents.flatMap(linksOf);
    const violations = links.flatMap((link): Violation[] => {
      const reason = whyDead(link, targets, folders);
      return reason === undefined ? [] : [{ path: link.from, line: link.line, message: `(${link.target}) ${reason}` }];
    });
    return { seen: links.length, violations };
  },
};

interface Link {
  readonly from: string;
  readonly target: string;
  readonly line: number;
}

function linksOf(file: SourceFile): Link[] {
  const prose = file.text.replace(/^(`{3,}|~{3,})[^\n]*\n[\s\S]*?^\1/gm, blank).replace(/`[^`\n]*`/g, blank);
  return [...prose.matchAll(/\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)|^\[[^\]]+\]:\s*(\S+)/gm)].flatMap((match) => {
    const target = match[1] ?? match[2] ?? '';
    return /^[a-z][a-z0-9+.-]*:/i.test(target) ? [] : [{ from: file.path, target, line: lineAt(file.text, match.index + 1) }];
  });
}

function whyDead({ from, target }: Link, files: ReadonlyMap<string, SourceFile>, folders: ReadonlySet<string>): string | undefined {
  const [pathPart = '', anchor] = target.split('#');
  const path = pathPart === '' ? from : normalize(join(dirname(from), decodeURIComponent(pathPart))).replace(/\/$/, '');
  if (path.startsWith('..')) return 'leads out of the repository';
  const file = files.get(path);
  if (file === undefined) return folders.has(path) && anchor === undefined ? undefined : 'is not there';
  if (anchor === undefined || !path.endsWith('.md') || anchorsOf(file.text).has(anchor)) return undefined;
  return `has no heading "${anchor}"`;
}

/** Anchors as the usual renderers make them from headings. */
function anchorsOf(text: string): ReadonlySet<string> {
  const seen = new Map<string, number>();
  const anchors = new Set<string>();
  for (const [, heading = ''] of text.matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)) {
    const slug = heading.toLowerCase().replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[^\p{L}\p{N}\s_-]/gu, '').replace(/\s/g, '-');
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    anchors.add(count === 0 ? slug : `${slug}-${count}`);
  }
  for (const [, id = ''] of text.matchAll(/<a\s+(?:id|name)="([^"]+)"/g)) anchors.add(id);
  return anchors;
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}
