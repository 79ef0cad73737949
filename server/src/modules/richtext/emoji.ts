/**
 * Smilies and icons of the old editors: what is typed in wiki markup, the emoticon name of storage format, the short
 * name and the character that ADF keeps. One row each; lookups are derived.
 */
export interface Emoji {
  /** `:name:` */
  readonly shortName: string;
  readonly character: string;
  /** The emoticon's name in Confluence storage format. */
  readonly storageName?: string;
  /** As typed in wiki markup; the first is what we write. */
  readonly typed: readonly string[];
}

const row = (shortName: string, character: string, storageName: string | undefined, ...typed: readonly string[]): Emoji => ({
  shortName: `:${shortName}:`,
  character,
  ...(storageName && { storageName }),
  typed,
});

const emojis: readonly Emoji[] = [
  row('slight_smile', '🙂', 'smile', ':)', ':-)'),
  row('disappointed', '😞', 'sad', ':(', ':-('),
  row('stuck_out_tongue', '😛', 'cheeky', ':P', ':-P', ':p', ':-p'),
  row('smiley', '😃', 'laugh', ':D', ':-D'),
  row('wink', '😉', 'wink', ';)', ';-)'),
  row('thumbsup', '👍', 'thumbs-up', '(y)'),
  row('thumbsdown', '👎', 'thumbs-down', '(n)'),
  row('info', 'ℹ️', 'information', '(i)'),
  row('check_mark', '✅', 'tick', '(/)'),
  row('cross_mark', '❌', 'cross', '(x)'),
  row('warning', '⚠️', 'warning', '(!)'),
  row('plus', '➕', 'plus', '(+)'),
  row('minus', '➖', 'minus', '(-)'),
  row('question_mark', '❓', 'question', '(?)'),
  row('light_bulb_on', '💡', 'light-on', '(on)'),
  row('light_bulb_off', '🔌', 'light-off', '(off)'),
  row('yellow_star', '⭐', 'yellow-star', '(*)', '(*y)'),
  row('red_star', '🔴', 'red-star', '(*r)'),
  row('green_star', '🟢', 'green-star', '(*g)'),
  row('blue_star', '🔵', 'blue-star', '(*b)'),
  row('flag_on', '🚩', undefined, '(flag)'),
  row('flag_off', '🏳️', undefined, '(flagoff)'),
  row('heart', '❤️', 'heart', '<3'),
  row('broken_heart', '💔', 'broken-heart', '</3'),
  ...(
    'smile 😄 grinning 😀 laughing 😆 joy 😂 blush 😊 sunglasses 😎 thinking 🤔 tada 🎉 rocket 🚀 fire 🔥 eyes 👀 clap 👏 pray 🙏 wave 👋 ok_hand 👌 ' +
    'white_check_mark ✅ x ❌ bulb 💡 bug 🐛 star ⭐ sparkles ✨ 100 💯 cry 😢 sob 😭 angry 😠 confused 😕 scream 😱 muscle 💪 point_right 👉 memo 📝 ' +
    'calendar 📅 lock 🔒 key 🔑 gear ⚙️ hourglass ⌛ coffee ☕ construction 🚧 zap ⚡ +1 👍 -1 👎 exclamation ❗ question ❓ information_source ℹ️'
  )
    .split(' ')
    .reduce<Emoji[]>((rows, word, index, words) => {
      if (index % 2 === 0) rows.push(row(word, words[index + 1] ?? '', undefined));
      return rows;
    }, []),
];

const byShortName = new Map(emojis.map((one) => [one.shortName, one]));
const byStorageName = new Map(emojis.flatMap((one) => (one.storageName ? [[one.storageName, one] as const] : [])));
const byTyped = new Map(emojis.flatMap((one) => one.typed.map((typed) => [typed, one] as const)));
const typedLengths = [...new Set([...byTyped.keys()].map((typed) => typed.length))].sort((a, b) => b - a);

export function emojiByShortName(shortName: string): Emoji | undefined {
  return byShortName.get(shortName);
}

export function emojiByStorageName(name: string): Emoji | undefined {
  return byStorageName.get(name);
}

/** The smiley that is typed at this place, longest first. */
export function typedEmojiAt(text: string, at: number): { readonly emoji: Emoji; readonly length: number } | undefined {
  for (const length of typedLengths) {
    const emoji = byTyped.get(text.slice(at, at + length));
    if (emoji) return { emoji, length };
  }
  return undefined;
}

/** `:name:` at this place, when the name is known. */
export function shortNameAt(text: string, at: number): { readonly emoji: Emoji; readonly length: number } | undefined {
  const end = text.indexOf(':', at + 1);
  if (end < 0 || end - at > 40) return undefined;
  const emoji = byShortName.get(text.slice(at, end + 1));
  return emoji && { emoji, length: end + 1 - at };
}

export function emojiAttributes(emoji: Emoji): { readonly shortName: string; readonly text: string } {
  return { shortName: emoji.shortName, text: emoji.character };
}
