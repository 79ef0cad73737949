#!/usr/bin/env node
/**
 * Checks a package of evidence without the platform, without a network and without any library:
 *
 *   node verify-evidence.mjs evidence.jsonl [--checkpoint <link of its last segment, from somebody you trust>]
 *
 * Needs Node 22.15 or later (zstd). Exit code 0 when everything fits, 1 with the name of what does not. What is proven: no line was changed, added or
 * taken away; the segments link to each other; what was sealed for the tenant is what the segment committed to; every change that is told is in
 * it, with these plain values and the hashes of these sealed ones, and none between the two times is left out. What is not: that an opened text
 * belongs to its sealed bytes (that takes the tenant's key), and that the last link is the vault's, unless you bring the checkpoint.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { zstdDecompressSync } from 'node:zlib';

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

class Refusal extends Error {}
const refuse = (line, why) => { throw new Refusal(`line ${line}: ${why}`); };

/** Format 1 of frames: docs/reference/journal-format.md. */
function readFrame(bytes) {
  let at = 0;
  const byte = () => { if (at >= bytes.length) throw new Error('it ends too early'); return bytes[at++]; };
  const number = () => { let value = 0; for (let factor = 1; ; factor *= 128) { const digit = byte(); value += (digit & 127) * factor; if (digit < 128) return value; } };
  const raw = (size) => { const part = bytes.subarray(at, at + size); if (part.length < size) throw new Error('it ends too early'); at += size; return part; };
  const text = () => raw(number()).toString('utf8');
  const value = () => { const tag = number(); if (tag === 0) return null; if (tag === 1) return undefined; const part = raw(Math.floor((tag - 2) / 2)); return tag % 2 === 1 ? Buffer.from(part) : part.toString('utf8'); };
  const row = (count) => Array.from({ length: count }, value);
  if (byte() !== 1) throw new Error('its format is unknown');
  const tables = Array.from({ length: number() }, () => ({ table: text(), columns: Array.from({ length: number() }, () => ({ name: text(), type: text(), key: byte() === 1 })) }));
  return Array.from({ length: number() }, () => {
    const flags = byte();
    const transaction = { xid: number(), lsn: String(number()), at: number(), actor: flags & 2 ? JSON.parse(text()) : null, migrations: flags & 4 ? JSON.parse(text()) : [], changes: [] };
    const count = number();
    for (let index = 0; index < count; index += 1) {
      const op = byte();
      const table = tables[number()];
      const keys = table.columns.filter((column) => column.key).length;
      const keyOf = (whole) => whole.filter((_value, position) => table.columns[position].key);
      const oldKey = op === 3 || op === 4 ? row(keys) : undefined;
      const after = op === 4 ? null : row(table.columns.length);
      transaction.changes.push({ op: ['', 'insert', 'update', 'update', 'delete'][op], table, oldKey: oldKey ?? keyOf(after), key: after === null ? oldKey : keyOf(after), row: after });
    }
    return transaction;
  });
}

const shownKey = (value) => (Buffer.isBuffer(value) ? `\\x${value.toString('hex')}` : value);
const placeOf = (table, key, lsn) => JSON.stringify([table, key.map(shownKey), lsn]);
const shown = (value) => (Buffer.isBuffer(value) ? sha256(value) : value);
const told = (value) => (value !== null && typeof value === 'object' ? value.sealed : value);

/** What the frames say, by row and transaction, in order: the lines must say the same. */
function collect(changes, transaction) {
  const put = (place, change) => { const list = changes.get(place) ?? []; list.push(change); changes.set(place, list); };
  for (const change of transaction.changes) {
    const oldPlace = placeOf(change.table.table, change.oldKey, transaction.lsn);
    const newPlace = placeOf(change.table.table, change.key, transaction.lsn);
    if (oldPlace === newPlace) put(newPlace, change);
    else {
      put(oldPlace, { ...change, op: 'delete', row: null });
      put(newPlace, { ...change, op: 'insert' });
    }
  }
}

function checkSegment(line, data, state) {
  const headBytes = Buffer.from(data.head, 'base64');
  const head = JSON.parse(headBytes.toString('utf8'));
  const link = sha256(headBytes);
  if (head.shard !== state.shard) refuse(line, 'the segment is of another shard');
  if (state.link !== undefined && head.previous !== state.link) refuse(line, `${data.object} does not follow the segment before it`);
  state.link = link;
  state.segments += 1;
  state.lastObject = data.object;
  if (data.plain === undefined) return;
  if (!head.entries.includes(sha256(data.entry))) refuse(line, `${data.object} did not commit to this entry`);
  const entry = JSON.parse(data.entry);
  const plain = Buffer.from(data.plain, 'base64');
  if (entry.tenant !== state.tenant) refuse(line, 'the entry is of another tenant');
  if (entry.plainSha256 !== sha256(plain)) refuse(line, `what was sealed in ${data.object} is not what it committed to`);
  for (const transaction of readFrame(zstdDecompressSync(plain.subarray(32)))) {
    if (transaction.at <= state.from || transaction.at > state.to) continue;
    if (transaction.actor !== null) state.actors.set(transaction.lsn, transaction.actor);
    collect(state.changes, transaction);
  }
}

function checkChange(line, data, state) {
  state.told += 1;
  const keys = Object.entries(data.key);
  const list = state.changes.get(JSON.stringify([data.table, keys.map(([, value]) => value), data.transaction]));
  const change = list?.shift();
  if (change === undefined) refuse(line, 'no segment holds this change');
  if (change.op !== data.op) refuse(line, `the segment says ${change.op}, the line ${data.op}`);
  const actor = state.actors.get(data.transaction) ?? null;
  const toldActor = data.actor === null ? null : [data.actor.accountId, data.actor.kind, data.actor.action, data.actor.requestId];
  if (JSON.stringify(actor) !== JSON.stringify(toldActor)) refuse(line, 'the segment names another actor');
  for (const { field, after } of data.fields) {
    const column = change.table.columns.findIndex(({ name }) => name === field);
    const value = change.row === null ? null : change.row[column];
    if (value !== undefined && column >= 0 && shown(value) !== told(after)) refuse(line, `the segment holds another value of ${field}`);
  }
  if (change.op === 'insert') {
    const named = new Set(data.fields.map(({ field }) => field));
    for (const [index, column] of change.table.columns.entries()) if (!column.key && change.row[index] !== null && !named.has(column.name)) refuse(line, `${column.name} is left out`);
  }
}

async function verify(path, checkpoint) {
  let number = 0;
  let link = '';
  let state;
  let ended = false;
  for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    number += 1;
    if (ended) refuse(number, 'something follows the end');
    const body = text.slice(65);
    link = createHash('sha256').update(link).update(body).digest('hex');
    if (text.slice(0, 65) !== `${link} `) refuse(number, 'this line, or the one before it, was changed');
    const data = JSON.parse(body);
    if (number === 1) {
      if (data.kind !== 'package' || data.format !== 1) refuse(number, 'this is no package of evidence');
      state = { tenant: data.tenant, shard: data.shard, from: Date.parse(data.from), to: Date.parse(data.to), link: undefined, segments: 0, told: 0, changes: new Map(), actors: new Map(), lastObject: null };
    } else if (data.kind === 'segment') checkSegment(number, data, state);
    else if (data.kind === 'change') checkChange(number, data, state);
    else if (data.kind === 'end') {
      ended = true;
      if (data.segments !== state.segments || data.changes !== state.told) refuse(number, 'the counts are others');
      for (const [place, left] of state.changes) if (left.length > 0) refuse(number, `a change is left out: ${place}`);
      if ((data.checkpoint?.link ?? undefined) !== state.link) refuse(number, 'the checkpoint is another');
      if (checkpoint !== undefined && checkpoint !== state.link) refuse(number, 'the last segment is not the one of the checkpoint that was given');
    } else refuse(number, 'a line of an unknown kind');
  }
  if (!ended) refuse(number, 'the end is missing');
  return { ...state, lines: number };
}

const [path, option, checkpoint] = process.argv.slice(2);
if (path === undefined || (option !== undefined && (option !== '--checkpoint' || checkpoint === undefined))) {
  process.stderr.write('node verify-evidence.mjs evidence.jsonl [--checkpoint <link>]\n');
  process.exit(2);
}
try {
  const { told: changes, segments, link, lastObject } = await verify(path, checkpoint);
  process.stdout.write(`verified: ${changes} changes in ${segments} segments; last segment ${lastObject ?? 'none'}, link ${link ?? 'none'}${checkpoint === undefined ? ' (not compared with a checkpoint)' : ''}\n`);
} catch (error) {
  process.stdout.write(`NOT verified: ${error instanceof Refusal ? error.message : `unreadable: ${error.message}`}\n`);
  process.exit(1);
}
