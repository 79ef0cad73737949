/** The one way in which a configuration is refused. */
import { defineErrors } from '../errors/index.ts';

export const configErrors = defineErrors('config', {
  invalid: { status: 500, title: 'The configuration is not valid.' },
});
