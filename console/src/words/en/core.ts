// English words that every screen may need; places with many words of their own load theirs with their screens.
import { administration } from './administration.ts';
import { content } from './content.ts';
import { entrance } from './entrance.ts';
import { frame } from './frame.ts';
import { me } from './me.ts';
import { tracker } from './tracker.ts';
import { wiki } from './wiki.ts';

export const core = { ...frame, ...entrance, ...content, ...tracker, ...wiki, ...me, ...administration };
