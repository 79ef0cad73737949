/**
 * Words that say nothing about a text. They are left out of bodies: they would be the longest lists and the easiest
 * frequencies to recognise. They also tell which of the three languages a text is written in.
 */
const words = {
  en: 'a about after all also an and any are as at be because been but by can could did do does for from had has have he her here him his how i if in into is it its just me more my no not of on one or our out she should so some than that the their them then there these they this those to up was we were what when where which who will with would you your',
  fr: 'à ai ainsi alors au aucun aussi autre aux avec avoir ce cela ces cet cette ceux chez comme comment dans de des donc du elle elles en encore est et être eu fait faire il ils je la le les leur leurs lors lui ma mais me même mes moi mon ne nos notre nous on ont ou où par pas peut plus pour quand que quel quelle qui sa sans se ses si son sont sous sur ta te tes ton tous tout très tu un une vos votre vous y',
  de: 'aber alle als also am an auch auf aus bei beim bin bis bist da damit dann das dass dein dem den der des die dies diese dieser dieses doch dort du durch ein eine einem einen einer eines er es für hat hatte habe haben hier ich ihr ihre im in ins ist ja jede jeder kann kein keine mehr mein mit muss nach nicht noch nun nur ob oder ohne sehr sein seine sich sie sind so soll über um und uns unser unter vom von vor war was weil wenn wer werden wie wir wird zu zum zur zwischen',
} as const;

export type Language = keyof typeof words;
export const languages: readonly Language[] = ['en', 'fr', 'de'];

const byLanguage: Readonly<Record<Language, ReadonlySet<string>>> = { en: new Set(words.en.split(' ')), fr: new Set(words.fr.split(' ')), de: new Set(words.de.split(' ')) };

/** In the language of the text, or in any when it is not known. */
export function isStopWord(word: string, language?: Language): boolean {
  return language === undefined ? languages.some((one) => byLanguage[one].has(word)) : byLanguage[language].has(word);
}

/** The language whose small words occur most among the first few hundred; English when none does. */
export function guessLanguage(textWords: readonly string[]): Language {
  const counts: Record<Language, number> = { en: 0, fr: 0, de: 0 };
  for (const word of textWords.slice(0, 400)) for (const language of languages) if (byLanguage[language].has(word)) counts[language] += 1;
  return languages.reduce((best, language) => (counts[language] > counts[best] ? language : best), 'en');
}
