/**
 * A document as HTML for reading: semantic, accessible, without style attributes or scripts; classes begin with `hf-`
 * (README.md lists them). Safe by construction: see html-writer.ts. Takes any tree, also a broken one.
 */
import { contentOf, numberAttr, stringAttr, type AdfDocument, type AdfNode } from './adf.ts';
import { isInlineType } from './adf-schema.ts';
import { draftText, extensionText, macroParameter, macroParameters } from './draft-text.ts';
import { plainBodyKey } from './draft.ts';
import { anchorId, cardHtml, colourAttributes, fileHtml, headingWords, inlineHtml, type HtmlContext } from './html-inline.ts';
import { englishLabels, type HtmlOptions } from './html-options.ts';
import { Html, type HtmlAttributes, type Tag } from './html-writer.ts';
import { limits } from './limits.ts';

export function adfToHtml(adf: AdfDocument, options: HtmlOptions = {}): string {
  return new HtmlRenderer(adf, options).render();
}

interface Heading {
  readonly id: string;
  readonly level: number;
  readonly words: string;
}

class HtmlRenderer {
  private readonly adf: AdfDocument;
  private readonly context: HtmlContext;
  private readonly headings = new Map<AdfNode, Heading>();

  constructor(adf: AdfDocument, options: HtmlOptions) {
    this.adf = adf;
    const given = options.idPrefix ?? 'hf';
    this.context = { options, labels: { ...englishLabels, ...options.labels }, idPrefix: /^[a-z][a-z0-9]*$/.test(given) ? given : 'hf' };
  }

  render(): string {
    this.collectHeadings();
    return this.blocks(contentOf(this.adf), 0).toString();
  }

  /** Ids are given before anything is written, so that a table of contents can stand above its headings. */
  private collectHeadings(): void {
    const seen = new Map<string, number>();
    const open: AdfNode[] = [...contentOf(this.adf)].reverse();
    for (let one = open.pop(); one; one = open.pop()) {
      if (one.type === 'heading') {
        const words = headingWords(one);
        const id = anchorId(words, this.context);
        const count = (seen.get(id) ?? 0) + 1;
        seen.set(id, count);
        this.headings.set(one, { id: count === 1 ? id : `${id}-${count}`, level: headingLevel(one), words });
      } else open.push(...[...contentOf(one)].reverse());
    }
  }

  private blocks(nodes: readonly AdfNode[], depth: number): Html {
    return Html.join(nodes.map((one) => this.block(one, depth)));
  }

  private block(one: AdfNode, depth: number): Html {
    if (depth > limits.depthMax) return Html.text(draftText(one));
    const inside = contentOf(one);
    switch (one.type) {
      case 'paragraph':
        return Html.element('p', blockClass(one), [inlineHtml(inside, this.context)]);
      case 'heading':
        return this.heading(one);
      case 'codeBlock': {
        const language = stringAttr(one, 'language');
        const code = Html.element('code', { class: 'hf-code-text' }, [Html.text(inside.map(draftText).join(''))]);
        return Html.element('pre', { class: 'hf-code', tabindex: 0, ...(language !== '' && { 'data-language': language }) }, [code]);
      }
      case 'rule':
        return Html.element('hr', { class: 'hf-rule' });
      case 'bulletList':
        return Html.element('ul', {}, [this.blocks(inside, depth + 1)]);
      case 'orderedList': {
        const start = numberAttr(one, 'order') ?? 1;
        return Html.element('ol', start === 1 ? {} : { start: Math.trunc(start) }, [this.blocks(inside, depth + 1)]);
      }
      case 'listItem':
        return Html.element('li', {}, [this.blocks(inside, depth + 1)]);
      case 'taskList':
        return this.taskList(one, depth);
      case 'decisionList':
        return Html.element('ul', { class: 'hf-decision-list' }, inside.map((item) => this.decision(item)));
      case 'blockquote':
        return Html.element('blockquote', { class: 'hf-quote' }, [this.blocks(inside, depth + 1)]);
      case 'panel':
        return this.panel(one, depth);
      case 'expand':
      case 'nestedExpand': {
        const title = Html.text(stringAttr(one, 'title') || this.context.labels.details);
        return Html.element('details', { class: 'hf-expand' }, [Html.element('summary', {}, [title]), this.blocks(inside, depth + 1)]);
      }
      case 'layoutSection':
        return Html.element('div', { class: `hf-layout hf-layout-${Math.min(5, inside.length)}` }, [this.blocks(inside, depth + 1)]);
      case 'layoutColumn':
        return Html.element('div', { class: 'hf-layout-column', 'data-width': numberAttr(one, 'width') }, [this.blocks(inside, depth + 1)]);
      case 'table':
        return this.table(one, depth);
      case 'mediaSingle':
        return this.mediaSingle(one);
      case 'mediaGroup':
        return Html.element('div', { class: 'hf-file-group' }, inside.map((child) => fileHtml(child, this.context)));
      case 'blockCard':
      case 'embedCard':
        return Html.element('p', { class: 'hf-card-block' }, [cardHtml(one, this.context)]);
      case 'extension':
      case 'bodiedExtension':
        return this.extension(one, depth);
      default:
        return isInlineType(one.type) ? inlineHtml([one], this.context) : this.blocks(inside, depth + 1);
    }
  }

  private heading(one: AdfNode): Html {
    const tags: readonly Tag[] = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'];
    return Html.element(tags[headingLevel(one) - 1] ?? 'h6', { id: this.headings.get(one)?.id, ...blockClass(one) }, [inlineHtml(contentOf(one), this.context)]);
  }

  private panel(one: AdfNode, depth: number): Html {
    const type = stringAttr(one, 'panelType');
    const { labels } = this.context;
    const known = type === 'info' || type === 'note' || type === 'tip' || type === 'success' || type === 'warning' || type === 'error' ? type : undefined;
    const colour = colourAttributes('hf-bg', stringAttr(one, 'panelColor'));
    const attributes: HtmlAttributes = known
      ? { class: `hf-panel hf-panel-${known}`, role: 'note', 'aria-label': labels[known] }
      : { ...colour, class: `hf-panel hf-panel-custom${colour.class ? ` ${colour.class}` : ''}` };
    return Html.element('div', attributes, [this.blocks(contentOf(one), depth + 1)]);
  }

  /** ADF puts a deeper list beside its item; HTML wants it inside. */
  private taskList(one: AdfNode, depth: number): Html {
    const items: { readonly item: AdfNode | undefined; readonly nested: AdfNode[] }[] = [];
    for (const child of contentOf(one)) {
      const last = items.at(-1);
      if (child.type !== 'taskList') items.push({ item: child, nested: [] });
      else if (last) last.nested.push(child);
      else items.push({ item: undefined, nested: [child] });
    }
    return Html.element('ul', { class: 'hf-task-list' }, items.map(({ item, nested }) => this.task(item, nested, depth)));
  }

  private task(item: AdfNode | undefined, nested: readonly AdfNode[], depth: number): Html {
    const below = this.blocks(nested, depth + 1);
    if (!item) return Html.element('li', { class: 'hf-task-nest' }, [below]);
    const done = stringAttr(item, 'state') === 'DONE';
    const box = Html.element('span', { class: 'hf-task-box', role: 'img', 'aria-label': done ? this.context.labels.done : this.context.labels.open }, [Html.text(done ? '☑' : '☐')]);
    const words = item.type === 'blockTaskItem' ? this.blocks(contentOf(item), depth + 1) : Html.element('span', { class: 'hf-task-text' }, [inlineHtml(contentOf(item), this.context)]);
    return Html.element('li', { class: done ? 'hf-task hf-task-done' : 'hf-task' }, [box, Html.text(' '), words, below]);
  }

  private decision(item: AdfNode): Html {
    const sign = Html.element('span', { class: 'hf-decision-sign', role: 'img', 'aria-label': this.context.labels.decision }, [Html.text('⤷')]);
    return Html.element('li', { class: 'hf-decision' }, [sign, Html.text(' '), inlineHtml(contentOf(item), this.context)]);
  }

  private table(one: AdfNode, depth: number): Html {
    const rows = contentOf(one);
    const first = rows[0];
    const hasHead = rows.length > 1 && first !== undefined && contentOf(first).every((cell) => cell.type === 'tableHeader') && contentOf(first).every((cell) => (numberAttr(cell, 'rowspan') ?? 1) <= 1);
    const head = hasHead ? [Html.element('thead', {}, [this.row(first, depth)])] : [];
    const body = Html.element('tbody', {}, rows.slice(hasHead ? 1 : 0).map((row) => this.row(row, depth)));
    const classes = stringAttr(one, 'layout') === 'wide' || stringAttr(one, 'layout') === 'full-width' ? 'hf-table hf-table-wide' : 'hf-table';
    return Html.element('div', { class: 'hf-table-scroll', role: 'group', tabindex: 0, 'aria-label': this.context.labels.table }, [Html.element('table', { class: classes }, [...head, body])]);
  }

  private row(row: AdfNode, depth: number): Html {
    const cells = contentOf(row);
    const onlyHeaders = cells.every((cell) => cell.type === 'tableHeader');
    return Html.element('tr', {}, cells.map((cell, index) => {
      const isHeader = cell.type === 'tableHeader';
      const scope = isHeader ? (!onlyHeaders && index === 0 ? 'row' : 'col') : undefined;
      const attributes: HtmlAttributes = { scope, colspan: spanOf(cell, 'colspan'), rowspan: spanOf(cell, 'rowspan'), ...colourAttributes('hf-bg', stringAttr(cell, 'background')) };
      return Html.element(isHeader ? 'th' : 'td', attributes, [this.blocks(contentOf(cell), depth + 3)]);
    }));
  }

  private mediaSingle(one: AdfNode): Html {
    const layout = stringAttr(one, 'layout');
    const known = ['wide', 'full-width', 'wrap-right', 'wrap-left', 'align-end', 'align-start'].includes(layout) ? layout : 'center';
    const parts = contentOf(one).map((child) => {
      if (child.type === 'caption') return Html.element('figcaption', {}, [inlineHtml(contentOf(child), this.context)]);
      const marks = [...(one.marks ?? []), ...(child.marks ?? [])];
      return inlineHtml([marks.length > 0 ? { ...child, marks } : child], this.context);
    });
    return Html.element('figure', { class: `hf-media hf-media-${known}` }, parts);
  }

  /** Contents, anchors and excerpts are shown as what they mean; any other macro as its name, its parameters and its body. */
  private extension(one: AdfNode, depth: number): Html {
    const key = stringAttr(one, 'extensionKey');
    const body = this.blocks(contentOf(one), depth + 1);
    if (key === 'toc') return this.tableOfContents(one);
    if (key === 'anchor') return inlineHtml([{ ...one, type: 'inlineExtension' }], this.context);
    if (key === 'excerpt' && one.type === 'bodiedExtension') return Html.element('div', { class: 'hf-excerpt' }, [body]);
    const plain = macroParameter(one, plainBodyKey);
    const words = macroParameters(one).length === 0 ? extensionText(one) : '';
    const parameters = macroParameters(one).filter(([name]) => name !== plainBodyKey).map(([name, value]) => (name === '' ? value : `${name}: ${value}`));
    return Html.element('div', { class: 'hf-extension', 'data-extension': key }, [
      Html.element('span', { class: 'hf-extension-name' }, [Html.text(key)]),
      ...[...parameters, words].filter((part) => part !== '').map((part) => Html.element('span', { class: 'hf-extension-parameter' }, [Html.text(part)])),
      ...(plain === undefined ? [] : [Html.element('pre', { class: 'hf-code', tabindex: 0 }, [Html.text(plain)])]),
      body,
    ]);
  }

  private tableOfContents(one: AdfNode): Html {
    const bound = (name: string, otherwise: number): number => Number(/^[1-6]$/.exec(macroParameter(one, name) ?? '')?.[0] ?? otherwise);
    const [from, to] = [bound('minLevel', 1), bound('maxLevel', 6)];
    const listed = [...this.headings.values()].filter((heading) => heading.level >= from && heading.level <= to && heading.words !== '').slice(0, 1_000);
    const items = listed.map((heading) =>
      Html.element('li', { class: `hf-toc-${heading.level}` }, [Html.element('a', { class: 'hf-link', href: `#${heading.id}` }, [Html.text(heading.words)])]),
    );
    return items.length === 0 ? Html.join([]) : Html.element('nav', { class: 'hf-toc', 'aria-label': this.context.labels.contents }, [Html.element('ul', {}, items)]);
  }
}

function headingLevel(one: AdfNode): number {
  return Math.min(6, Math.max(1, Math.trunc(numberAttr(one, 'level') ?? 1)));
}

function blockClass(one: AdfNode): HtmlAttributes {
  const classes = (one.marks ?? []).flatMap((mark) => {
    if (mark.type === 'alignment') return [stringAttr(mark, 'align') === 'end' ? 'hf-align-end' : 'hf-align-center'];
    if (mark.type === 'indentation') return [`hf-indent-${Math.min(6, Math.max(1, Math.trunc(numberAttr(mark, 'level') ?? 1)))}`];
    return [];
  });
  return classes.length > 0 ? { class: classes.join(' ') } : {};
}

function spanOf(cell: AdfNode, name: string): number | undefined {
  const count = numberAttr(cell, name);
  return count !== undefined && count > 1 && count <= 1000 ? Math.trunc(count) : undefined;
}
