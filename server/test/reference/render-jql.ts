/** docs/reference/jql.md: what JQL takes, from the same catalogue that the compiler and completion read. */
import { jqlCatalogue } from '../../src/modules/tracker/index.ts';
import { code, codes, page, table } from './markdown.ts';

const { fields, functions, operatorsOf, limits, reservedWords } = jqlCatalogue;

const grammar = `\`\`\`text
query     = [ or ] [ ORDER BY field [ ASC | DESC ] { , field [ ASC | DESC ] } ]
or        = and { OR and }                      also | ||
and       = not { AND not }                     also & &&
not       = NOT not | ( or ) | clause           also !
clause    = field operator operand { predicate }
          | field CHANGED { predicate }
operator  = = != ~ !~ < > <= >=  [NOT] IN  IS [NOT]  WAS [NOT] [IN]
operand   = value | EMPTY | NULL | function( … ) | ( operand { , operand } )
predicate = ( AFTER | BEFORE | ON | DURING | BY | FROM | TO ) operand
\`\`\``;

export function renderJql(): string {
  const operators = (field: (typeof fields)[number]): string => operatorsOf(field).filter((operator) => !operator.startsWith('was') && operator !== 'changed').map((operator) => operator.toUpperCase()).map(code).join(' ') || '—';
  return page('JQL', [
    `Issues are asked for in JQL: at \`/rest/api/3/search/jql\`, in saved filters, in dashboards and in the console's query bar. This is the subset that is answered; everything else is refused with the place of the fault.`,
    `## Grammar\n\n${grammar}\n
Words do not differ by case. A name or value with spaces or signs stands in quotes, \`"In Progress"\` or \`'In Progress'\`; \`\\\` comes before a quote or itself inside. These words must be quoted to be values: ${codes([...reservedWords])}.
A query is at most ${String(limits.jqlCharacters)} characters, ${String(limits.jqlClauses)} clauses, ${String(limits.jqlDepth)} levels deep; a list has at most ${String(limits.jqlListItems)} items.`,
    `## Fields

${table(['Field', 'What it is', 'Also written', 'Operators', 'Orders', 'WAS, CHANGED', 'Answered by'], fields.map((field) => [code(field.name), field.title, codes([...field.synonyms]), operators(field), field.orderable ? 'yes' : '—', field.history ? 'yes' : '—', field.answeredBy]))}

Custom fields go by name or as \`cf[10001]\`. Options, people and dates compare like the system's; numbers and short texts are equal or not by token; \`< > <= >=\` of numbers and \`~\` of texts open the values. \`EMPTY\` works for all of them.
\`!=\` and \`NOT IN\` leave out issues where the field is empty, as in the original.`,
    `## Functions

${table(['Function', 'Takes', 'Means', 'For'], functions.map((one) => [code(`${one.name}()`), one.takes === '' ? '—' : one.takes, one.means, codes(fields.filter(({ type }) => one.types.includes(type)).map(({ name }) => name))]))}

Days, weeks (from Monday), months and years begin where the person is who asks. A moment is \`2026-03-18\`, \`"2026/03/18 12:30"\`, or a period from now such as \`-1w\`, \`"-1d 2h"\`. What somebody looked at is not kept, so there is no \`issueHistory()\`.`,
    `## The past

\`WAS\` asks whether a field ever had a value, \`CHANGED\` whether it changed. \`AFTER\`, \`BEFORE\`, \`ON\` (24 hours), \`DURING (from, to)\` say when; a value that was held across a moment counts. \`BY\` says who set it, \`FROM\` and \`TO\` (with \`CHANGED\`) between
which values. \`CHANGED\` is answered for every field, \`WAS\`, \`FROM\` and \`TO\` for those marked above. A value of an imported history that does not exist here counts as empty.

**What this reveals.** The history of changes is sealed: what was written before and after, and the names of what it was, open only with the tenant's key. For \`WAS\` and \`CHANGED\` these stand beside it in plain: which field changed, when, by whom, and, for fields whose
values are configured things, versions, components or people, the ids of the values before and after. Somebody with the files and without keys sees that issue 10042 went from status 3 to status 5 on a certain day by a certain account id; not what the issue, the status or the person is
called, and not what any text, label, number or date was. That is the same class of facts that the issue's own row shows in plain ([data classes](data-classes.md)), with its past. Labels and texts have no plain past, so \`WAS\` does not ask them.`,
    `## How it is answered

*Plain columns* are compared in the database under row security. *Equality tokens* are keyed hashes of names: they carry \`=\`, and tell somebody with the files only which rows are equal. *Opening candidates* means that issues which fulfil the rest of the query are opened, at most
${String(limits.candidatesPerSearch)} for one answer, with a page token to go on from: nothing is skipped. Narrow such queries by project, status or date.`,
    `## Faults

A query that cannot be answered is refused with \`400 tracker.jql_invalid\`, one plain sentence, and its place for machines: \`"position": { "line": 1, "column": 10 }\`, counted from 1. \`POST /rest/api/3/jql/parse\` checks without searching and gives the same places in \`positions\`.
A field, value, function or filter that one may not see is refused as if it did not exist.`,
  ]);
}
