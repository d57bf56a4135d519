// Found out when the site is built.

import { type LevelClaims, levelClaims } from '../../../../site/level-claims.ts';

declare const data: readonly LevelClaims[];
export { data };

export default { load: levelClaims };
