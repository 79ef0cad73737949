// What the console says, in the person's language. English is the source of the keys: a key that is
// missing in French or German does not type-check, and the build refuses one that nobody uses.
import i18next from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import type { Locale } from '../api/account.ts';
import type { en } from './en/index.ts';

type Leaves<Tree, Prefix extends string = ''> = {
  [Key in keyof Tree & string]: Tree[Key] extends string ? `${Prefix}${Key}` : Leaves<Tree[Key], `${Prefix}${Key}.`>;
}[keyof Tree & string];

type WithoutPlural<Key extends string> = Key extends `${infer Stem}_one` | `${infer Stem}_other` ? Stem : Key;

export type WordKey = WithoutPlural<Leaves<typeof en>>;

export type Say = (key: WordKey, values?: Readonly<Record<string, string | number>>) => string;

export const locales: readonly Locale[] = ['en', 'fr', 'de'];
export const localeNames: Readonly<Record<Locale, string>> = { en: 'English', fr: 'Français', de: 'Deutsch' };

type Tree = { readonly [key: string]: string | Tree };

export type Loaders = Readonly<Record<Locale, () => Promise<Tree>>>;

const core: Loaders = {
  en: async () => (await import('./en/core.ts')).core,
  fr: async () => (await import('./fr/core.ts')).core,
  de: async () => (await import('./de/core.ts')).core,
};
const learned: Loaders[] = [core];

/** French counts millions apart ("many"); with digits it reads like any other plural. */
function withEveryPlural(tree: Tree): Tree {
  const whole: Record<string, string | Tree> = {};
  for (const [key, value] of Object.entries(tree)) {
    whole[key] = typeof value === 'string' ? value : withEveryPlural(value);
    if (key.endsWith('_other') && typeof value === 'string') whole[key.replace(/_other$/, '_many')] = value;
  }
  return whole;
}

const rememberedKey = 'holdfast.locale';
const isLocale = (value: string | null | undefined): value is Locale => locales.some((locale) => locale === value);

/** The language before anybody has signed in: the last one used here, else the browser's. */
export function firstLocale(): Locale {
  let remembered: string | null = null;
  try {
    remembered = localStorage.getItem(rememberedKey);
  } catch {
    // Storage may be shut off; the browser's languages decide.
  }
  if (isLocale(remembered)) return remembered;
  const offered = navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase());
  return offered.find(isLocale) ?? 'en';
}

const heard: Readonly<Record<Locale, Set<Loaders>>> = { en: new Set(), fr: new Set(), de: new Set() };

async function hear(locale: Locale): Promise<void> {
  const missing = learned.filter((loaders) => !heard[locale].has(loaders));
  await Promise.all(
    missing.map(async (loaders) => {
      i18next.addResourceBundle(locale, 'translation', withEveryPlural(await loaders[locale]()), true, true);
      heard[locale].add(loaders);
    }),
  );
}

/**
 * Words of one place, loaded with its screens: a module of the place awaits this at its top, so that no screen
 * shows before its words are there. A later change of language brings them along.
 */
export async function learn(loaders: Loaders): Promise<void> {
  learned.push(loaders);
  if (i18next.isInitialized) await hear(currentLocale());
}

export async function speak(locale: Locale): Promise<void> {
  if (!i18next.isInitialized) {
    await i18next.use(initReactI18next).init({
      lng: locale,
      fallbackLng: false,
      resources: {},
      interpolation: { escapeValue: false },
      returnNull: false,
    });
  }
  await hear(locale);
  await i18next.changeLanguage(locale);
  // A screen may have come in between, with words for the language before.
  await hear(locale);
  document.documentElement.lang = locale;
  try {
    localStorage.setItem(rememberedKey, locale);
  } catch {
    // Not remembered, then: the person's profile still is.
  }
}

// The library's own `t` is typed far wider than our keys; these two narrow it in one place.
export const useSay = (): Say => {
  const { t } = useTranslation();
  // Narrower than the library's type, never wider.
  return t as unknown as Say;
};
export const say: Say = (key, values) => {
  // Narrower than the library's type, never wider.
  const narrowed = i18next.t as unknown as Say;
  return narrowed(key, values);
};

export const currentLocale = (): Locale => (isLocale(i18next.language) ? i18next.language : 'en');
