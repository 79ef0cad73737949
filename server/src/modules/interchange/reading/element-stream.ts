/**
 * Reads XML as events, chunk by chunk: bytes, decoder, guard, parser. Memory is bounded by one chunk and one text of the permitted
 * size; nothing outside of the stream is ever opened. Fails with interchange.encoding_*, .xml_* and whatever the source fails with.
 */
import { SaxesParser } from 'saxes';
import { isAppError } from '../../../kernel/errors/index.ts';
import { errors } from '../errors.ts';
import type { ReadingLimits } from './limits.ts';
import { MarkupGuard } from './markup-guard.ts';
import { decodeXml, type DecodingProgress } from './text-decoding.ts';

/** Receives what is in the document. Character data may come in several pieces. */
export interface ElementSink {
  /** The map is the receiver's from then on. */
  open(name: string, attributes: Map<string, string>): void;
  text(text: string): void;
  close(): void;
  /** The next event belongs to something of which this many characters were left out. */
  oversize(droppedChars: number): void;
  /** Records completed so far, for messages. */
  readonly records: number;
}

export interface ElementStream extends AsyncIterable<void> {
  readonly decoding: Readonly<DecodingProgress>;
  readonly guard: Pick<MarkupGuard, 'illegalCharacters' | 'doctypeIgnored' | 'firstComment'>;
}

const elementNameCharsMax = 256;

/** Each step of the iteration has handed one more chunk to the sink; leaving the iteration closes the source. */
export function streamElements(source: AsyncIterable<Buffer>, sink: ElementSink, limits: ReadingLimits): ElementStream {
  const decoding: DecodingProgress = { encoding: undefined, bytesRead: 0 };
  const guard = new MarkupGuard({
    tokenCharsMax: limits.recordChars,
    prologCharsMax: limits.prologChars,
    onOversize: (droppedChars) => sink.oversize(droppedChars),
  });
  return { decoding, guard, [Symbol.asyncIterator]: () => parse(decodeXml(source, decoding), guard, sink, limits, decoding) };
}

async function* parse(
  text: AsyncIterable<string>,
  guard: MarkupGuard,
  sink: ElementSink,
  limits: ReadingLimits,
  decoding: DecodingProgress,
): AsyncGenerator<void, void, undefined> {
  const where = () => `After record ${sink.records}, at about byte ${decoding.bytesRead}.`;
  const watch = new ParserWatch(sink, limits, where);
  for await (const chunk of text) {
    watch.write(guard.pass(chunk));
    if (guard.fault !== undefined) throw guard.fault;
    yield;
  }
  const rest = guard.finish();
  if (rest === undefined || !watch.rootClosed) throw errors.xml_truncated({ records: sink.records, detail: where() });
  watch.write(rest);
  watch.end();
  yield;
}

/** The parser with the limits that it does not know itself. */
class ParserWatch {
  rootClosed = false;
  readonly #parser = new SaxesParser({ position: false, forceXMLVersion: true, defaultXMLVersion: '1.0' });
  readonly #silentCharsMax: number;
  #silentChars = 0;

  constructor(sink: ElementSink, limits: ReadingLimits, where: () => string) {
    this.#silentCharsMax = limits.recordChars * 2;
    let depth = 0;
    let attributes: Map<string, string> | undefined;
    this.#parser.on('error', (cause) => {
      throw errors.xml_malformed({ records: sink.records, detail: `${where()} ${parserMessage(cause)}` });
    });
    this.#parser.on('attribute', ({ name, value }) => {
      attributes ??= new Map();
      attributes.set(name, detached(value));
      if (attributes.size <= limits.attributesPerElement) return;
      throw errors.xml_limit_exceeded({ detail: `${where()} An element has more than ${limits.attributesPerElement} attributes.` });
    });
    this.#parser.on('opentag', (tag) => {
      this.#silentChars = 0;
      depth += 1;
      if (depth > limits.xmlDepth) throw errors.xml_too_deep({ detail: `${where()} Nesting is read to a depth of ${limits.xmlDepth}.` });
      if (tag.name.length > elementNameCharsMax) {
        throw errors.xml_limit_exceeded({ detail: `${where()} An element's name has more than ${elementNameCharsMax} characters.` });
      }
      const own = attributes ?? new Map<string, string>();
      attributes = undefined;
      sink.open(tag.name, own);
    });
    this.#parser.on('closetag', () => {
      this.#silentChars = 0;
      depth -= 1;
      this.rootClosed = depth === 0;
      sink.close();
    });
    const onText = (piece: string) => {
      this.#silentChars = 0;
      if (depth > 0) sink.text(detached(piece));
    };
    this.#parser.on('text', onText);
    this.#parser.on('cdata', onText);
  }

  write(text: string): void {
    this.#silentChars += text.length;
    this.#parser.write(text);
    if (this.#silentChars <= this.#silentCharsMax) return;
    // An `&` without its `;`, say, makes the parser wait for ever.
    throw errors.xml_malformed({ detail: `There is no markup in the last ${this.#silentChars} characters.` });
  }

  end(): void {
    this.#parser.close();
  }
}

/**
 * A short text that does not hold on to the chunk of the file it was cut from: the engine keeps slices of 13 characters and more as
 * views, so that one remembered user key or title would keep 32 KiB alive. Longer ones are passed on, not remembered.
 */
function detached(text: string): string {
  return text.length < 13 || text.length > 512 ? text : `${text} `.slice(0, -1);
}

/** The parser's own words, without text of the file, which they may quote. */
function parserMessage(cause: Error): string {
  if (isAppError(cause)) throw cause;
  return cause.message.replace(/:.*$/s, '').slice(0, 120);
}
