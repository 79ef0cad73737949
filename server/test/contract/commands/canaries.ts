/**
 * Strings that stand for content. Each begins with the same eight random characters, so that one search finds every
 * one of them, in whatever form something wrote it to a disk; and each is different, so that a find says whose it is.
 */
import { randomBytes } from 'node:crypto';

const letters = 'abcdefghijkmnpqrstuvwxyz';

export interface Canaries {
  /** Eight lower-case letters that every canary begins with. */
  readonly prefix: string;
  /** A new canary: lower-case letters and digits, at most 40 of them. */
  text(label: string): string;
  readonly made: readonly string[];
}

export function createCanaries(): Canaries {
  const prefix = [...randomBytes(8)].map((byte) => letters[byte % letters.length]).join('');
  const made: string[] = [];
  return {
    prefix,
    made,
    text(label) {
      const canary = `${prefix}${String(made.length).padStart(4, '0')}${label.toLowerCase().replaceAll(/[^a-z]/g, '').slice(0, 20)}`;
      made.push(canary);
      return canary;
    },
  };
}

export interface CanaryForm {
  readonly name: string;
  readonly bytes: Buffer;
}

/** The prefix in every form that a file might hold it in: UTF-8, UTF-16, hexadecimal, base64 at each of its three phases. */
export function canaryForms(prefix: string): readonly CanaryForm[] {
  const plain = Buffer.from(prefix, 'utf8');
  const wide = Buffer.from(prefix, 'utf16le');
  const hex = plain.toString('hex');
  // Unknown neighbours share the characters at both ends: only those in between are certain.
  const base64 = [0, 1, 2].map((phase) => {
    const text = Buffer.concat([Buffer.alloc(phase), plain]).toString('base64').replaceAll('=', '');
    const certainEnd = Math.floor(((phase + plain.length) * 8) / 6);
    return text.slice(phase === 0 ? 0 : phase + 1, certainEnd);
  });
  return [
    { name: 'UTF-8', bytes: plain },
    { name: 'UTF-8 in capitals', bytes: Buffer.from(prefix.toUpperCase()) },
    // Without the last zero it is found in both byte orders.
    { name: 'UTF-16', bytes: wide.subarray(0, -1) },
    { name: 'hexadecimal', bytes: Buffer.from(hex) },
    { name: 'hexadecimal in capitals', bytes: Buffer.from(hex.toUpperCase()) },
    ...base64.map((text, phase) => ({ name: `base64, phase ${String(phase)}`, bytes: Buffer.from(text) })),
  ];
}
