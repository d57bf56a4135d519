// Computed when the site is built.

import { twoDialects, type TwoDialects } from '../../../../site/two-dialects.ts';

declare const data: TwoDialects;
export { data };

export default { load: twoDialects };
