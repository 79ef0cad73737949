import type { Plugin } from 'vite';
export function checkWords(root?: string): { problems: string[]; count: number; languages: number };
export function wordsGate(): Plugin;
