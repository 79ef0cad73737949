// English, the source of the keys.
import { administration } from './administration.ts';
import { backups } from './backups.ts';
import { board } from './board.ts';
import { bulk } from './bulk.ts';
import { content } from './content.ts';
import { deletion } from './deletion.ts';
import { editor } from './editor.ts';
import { entrance } from './entrance.ts';
import { frame } from './frame.ts';
import { issue } from './issue.ts';
import { me } from './me.ts';
import { query } from './query.ts';
import { plan } from './plan.ts';
import { recovery } from './recovery.ts';
import { rights } from './rights.ts';
import { tracker } from './tracker.ts';
import { wiki } from './wiki.ts';
import { write } from './write.ts';
import { workflow } from './workflow.ts';

export const en = { ...frame, ...entrance, ...content, ...editor, ...tracker, ...query, ...issue, ...board, ...bulk, ...workflow, ...wiki, ...write, ...me, ...administration, ...rights, ...plan, ...recovery, ...backups, ...deletion };
