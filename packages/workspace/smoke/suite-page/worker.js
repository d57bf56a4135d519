import { serveSuite } from '@gatefold/conformance/page';
import { cpu } from '@gatefold/cpu';

serveSuite(cpu);
