/** What of a document is run, and what is refused as a mark that marks nothing. */
import { describe, expect, it } from 'vitest';
import { commandBlocks } from './readme-commands.ts';

const fence = '```';

describe('the commands of a document', () => {
  it('are those of marked sh blocks, in order, with the server apart', () => {
    const text = ['# Start', '<!-- run -->', `${fence}sh`, 'npm ci', 'HOLDFAST_DEMO=1 npm start   # stays', '# a remark', 'npx holdfast doctor', fence, `${fence}sh`, 'git clone somewhere', fence].join('\n');
    expect(commandBlocks(text)).toEqual([
      { line: 3, steps: [{ kind: 'script', script: 'npm ci' }, { kind: 'server', script: 'HOLDFAST_DEMO=1 npm start' }, { kind: 'script', script: '# a remark\nnpx holdfast doctor' }] },
    ]);
  });

  it('are none in a document without a mark', () => {
    expect(commandBlocks(`${fence}sh\nnpm start\n${fence}\n`)).toEqual([]);
  });

  it.each([
    ['text', '<!-- run -->\nnpm start\n', 'comes a block of sh'],
    ['another language', `<!-- run -->\n${fence}json\n{}\n${fence}\n`, 'comes a block of sh'],
    ['an open block', `<!-- run -->\n${fence}sh\nnpm start\n`, 'not closed'],
    ['an empty block', `<!-- run -->\n${fence}sh\n# later\n${fence}\n`, 'no command'],
  ])('are refused when the mark is followed by %s', (_what, text, message) => {
    expect(() => commandBlocks(text)).toThrow(message);
  });
});
