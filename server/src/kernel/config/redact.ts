/**
 * Takes passwords out of URLs wherever they stand in a text; everything else stays as it is. Where a URL is
 * ambiguous (an `@` or `/` inside a password that was not encoded) more is hidden rather than less.
 */
const passwordInUrl = /\b([a-z][a-z0-9+.-]*:\/\/[^\s:@/"]*):[^\s"]*@/gi;
const passwordParameter = /([?&](?:password|sslpassword|pass|token|secret)=)[^&\s"]*/gi;

export function hideSecrets(text: string): string {
  return text.replace(passwordInUrl, '$1:***@').replace(passwordParameter, '$1***');
}
