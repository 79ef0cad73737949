/** A small real SMTP server (RFC 5321) that keeps what it is given in memory and never on a disk. */
import { createServer, type Socket } from 'node:net';
import type { Mail } from '../../src/kernel/mail/index.ts';

export interface SmtpSink extends AsyncDisposable {
  readonly url: string;
  readonly mails: readonly Mail[];
}

export async function startSmtpSink(): Promise<SmtpSink> {
  const mails: Mail[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
    converse(socket, (mail) => mails.push(mail));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the SMTP server has no port');
  return {
    url: `smtp://127.0.0.1:${String(address.port)}`,
    mails,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function converse(socket: Socket, keep: (mail: Mail) => void): void {
  let pending = '';
  let to = '';
  let data: string[] | undefined;
  const say = (line: string): void => void socket.write(`${line}\r\n`);
  const take = (line: string): void => {
    if (data !== undefined) {
      if (line !== '.') return void data.push(line.replace(/^\./, ''));
      keep(mailOf(to, data.join('\n')));
      data = undefined;
      return say('250 kept');
    }
    const word = line.slice(0, 4).toUpperCase();
    if (word === 'RCPT') to = /<([^>]*)>/.exec(line)?.[1] ?? '';
    if (word === 'DATA') {
      data = [];
      return say('354 go on');
    }
    say(word === 'QUIT' ? '221 bye' : '250 sink');
    if (word === 'QUIT') socket.end();
  };
  socket.setEncoding('utf8');
  socket.on('data', (piece) => {
    const lines = (pending + String(piece)).split('\r\n');
    pending = lines.pop() ?? '';
    for (const line of lines) take(line);
  });
  say('220 sink');
}

/** Headers apart; quoted-printable's soft breaks taken out, so that a link is whole. */
function mailOf(to: string, message: string): Mail {
  const [head = '', ...body] = message.split('\n\n');
  return { to, subject: /^Subject: (.*)$/m.exec(head)?.[1] ?? '', text: body.join('\n\n').replaceAll('=\n', '').replaceAll('=3D', '=') };
}
