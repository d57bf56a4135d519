import { serveSuite } from '@gatefold/conformance/page';
import { cpu } from '@gatefold/cpu';

await serveSuite(cpu);
