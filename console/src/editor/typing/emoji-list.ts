// The emoji that `:` offers: short name as the format has it, and the character.
const table =
  'slight_smile 🙂 smiley 😃 grinning 😀 joy 😂 wink 😉 blush 😊 heart_eyes 😍 thinking 🤔 neutral_face 😐 disappointed 😞 cry 😢 sob 😭 angry 😠 scream 😱 sunglasses 😎 sleeping 😴 confused 😕 astonished 😲 stuck_out_tongue 😛 relieved 😌 hugging 🤗 shushing_face 🤫 zany_face 🤪 exploding_head 🤯 pleading_face 🥺 partying_face 🥳 sweat_smile 😅 upside_down 🙃 rolling_eyes 🙄 ' +
  'thumbsup 👍 thumbsdown 👎 clap 👏 pray 🙏 wave 👋 muscle 💪 raised_hands 🙌 ok_hand 👌 point_right 👉 point_up ☝️ handshake 🤝 eyes 👀 brain 🧠 heart ❤️ broken_heart 💔 fire 🔥 sparkles ✨ star ⭐ zap ⚡ boom 💥 tada 🎉 rocket 🚀 trophy 🏆 medal 🏅 ' +
  'check_mark ✅ cross_mark ❌ warning ⚠️ question_mark ❓ exclamation ❗ info ℹ️ plus ➕ minus ➖ stop_sign 🛑 no_entry ⛔ construction 🚧 recycle ♻️ hourglass ⏳ alarm_clock ⏰ calendar 📅 date 📆 pushpin 📌 paperclip 📎 link 🔗 lock 🔒 unlock 🔓 key 🔑 bell 🔔 mag 🔍 bulb 💡 ' +
  'memo 📝 book 📖 books 📚 bookmark 🔖 clipboard 📋 chart_up 📈 chart_down 📉 bar_chart 📊 inbox 📥 outbox 📤 envelope ✉️ email 📧 package 📦 folder 📁 file_cabinet 🗄️ wastebasket 🗑️ computer 💻 desktop 🖥️ phone 📱 telephone ☎️ camera 📷 battery 🔋 plug 🔌 gear ⚙️ wrench 🔧 hammer 🔨 tools 🛠️ shield 🛡️ bug 🐛 test_tube 🧪 microscope 🔬 ' +
  'sun ☀️ cloud ☁️ rain 🌧️ snowflake ❄️ rainbow 🌈 earth 🌍 moon 🌙 tree 🌳 seedling 🌱 four_leaf_clover 🍀 rose 🌹 dog 🐶 cat 🐱 whale 🐳 turtle 🐢 owl 🦉 bee 🐝 coffee ☕ tea 🍵 pizza 🍕 cake 🍰 apple 🍎 beer 🍺 wine 🍷 ' +
  'house 🏠 office 🏢 factory 🏭 car 🚗 train 🚆 airplane ✈️ ship 🚢 anchor ⚓ bicycle 🚲 soccer ⚽ dart 🎯 game 🎮 art 🎨 music 🎵 microphone 🎤 gift 🎁 balloon 🎈 crown 👑 gem 💎 money 💰 euro 💶 dollar 💵 credit_card 💳 scales ⚖️ red_star 🔴 green_circle 🟢 yellow_circle 🟡 blue_circle 🔵 white_circle ⚪ black_circle ⚫';

export type Emoji = { readonly shortName: string; readonly character: string };

const words = table.split(' ');
const all: readonly Emoji[] = words.flatMap((word, index) => (index % 2 === 0 ? [{ shortName: `:${word}:`, character: words[index + 1] ?? '' }] : []));

export function findEmoji(text: string): readonly Emoji[] {
  const asked = text.toLowerCase();
  const begins = all.filter((emoji) => emoji.shortName.startsWith(`:${asked}`));
  return [...begins, ...all.filter((emoji) => !begins.includes(emoji) && emoji.shortName.includes(asked))].slice(0, 12);
}
