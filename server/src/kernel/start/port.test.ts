/** Whether a port can be had. Only loopback addresses are listened on. */
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { assertPortFree } from './port.ts';

describe('a port', () => {
  it('that is free is let go again', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    await new Promise<void>((resolve) => { server.close(() => { resolve(); }); });
    await assertPortFree('127.0.0.1', address.port);
    await assertPortFree('127.0.0.1', address.port);
  });

  it('that is taken is refused with what to do', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    await expect(assertPortFree('127.0.0.1', address.port)).rejects.toMatchObject({ code: 'start.port_in_use', message: expect.stringContaining('HOLDFAST_PORT') as string });
    server.close();
  });

  it('on an address of another machine is refused', async () => {
    await expect(assertPortFree('192.0.2.1', 0)).rejects.toMatchObject({ code: 'start.port_refused' });
  });
});
