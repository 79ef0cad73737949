/** Where the migrations of this release are, wherever the checkout lies. */
import { join } from 'node:path';

export const migrationsFolder = join(import.meta.dirname, '../../migrations');
