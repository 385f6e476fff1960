// As much of pinus' types as the plugin meets, in the shape that pinus 1.7 has them: classes in files, exported again.

import { Application } from './application';

export * from './application';
export declare const pinus: { createApp(): Application };
