/** Waits for what ends the platform: a signal, or the end of the launcher that holds our channel. A second signal ends it at once. */
export async function runUntilSignal(): Promise<void> {
  await new Promise<void>((resolve) => {
    let asked = false;
    const ask = (): void => {
      if (asked) process.exit(130);
      asked = true;
      resolve();
    };
    process.on('SIGINT', ask);
    process.on('SIGTERM', ask);
    process.once('disconnect', () => {
      if (!asked) ask();
    });
    if (process.connected === false) ask(); // the launcher ended while we were starting; without one this is undefined
  });
}
