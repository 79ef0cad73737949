/**
 * One random secret of this installation, made at the first start in a file that only its user can read. What
 * needs a secret of its own derives it from here, each under its own label.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { link, readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface InstallationSecret {
  /** A secret for one use; the same label gives the same secret at every start. */
  derive(label: string): string;
}

/** Two first starts at once end with one secret: the file comes into its place whole, and only once. */
export async function openInstallationSecret(folder: string): Promise<InstallationSecret> {
  const path = join(folder, 'installation.secret');
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    const draft = `${path}.${randomBytes(6).toString('hex')}`;
    await writeFile(draft, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flush: true });
    await link(draft, path).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error; // node:fs throws nothing else
    });
    await unlink(draft);
    text = await readFile(path, 'utf8');
  }
  const secret = text.trim();
  if (secret.length < 40) throw new Error('installation.secret in the data folder is damaged; put back the copy from your backup');
  return { derive: (label) => createHmac('sha256', secret).update(label).digest('base64url') };
}
