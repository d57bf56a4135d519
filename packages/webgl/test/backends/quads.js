import { webgl } from '../../dist/index.js';

export default () => webgl({ layout: 'quads' });
