/** Tells before anything else is started whether the port can be had: the answer after ten seconds of migrations would be late. */
import { createServer } from 'node:net';
import { startErrors } from './errors.ts';
import { systemCode } from './system-code.ts';

/** Fails with start.port_in_use, start.port_refused. Port 0 is always free. */
export async function assertPortFree(host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => { reject(explainListen(error, host, port)); });
    server.listen({ host, port, exclusive: true }, () => { server.close(() => { resolve(); }); });
  });
}

/** What listening failed with, as one of ours; also for the server that finally listens. */
export function explainListen(error: Error, host: string, port: number): Error {
  const code = systemCode(error);
  const place = `${host}:${String(port)}`;
  if (code === 'EADDRINUSE') return startErrors.port_in_use({ detail: `${place} is taken: stop the program that holds it, or choose another with HOLDFAST_PORT.` }, error);
  if (code === 'EACCES') return startErrors.port_refused({ detail: `${place} needs more rights than this user has: choose a port of 1024 or above with HOLDFAST_PORT.` }, error);
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return startErrors.port_refused({ detail: `${host} is not an address of this machine: correct HOLDFAST_HOST.` }, error);
  return error;
}
