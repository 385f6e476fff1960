// Packages without types.

declare module 'pomelo';
declare module 'pomelo-logger';
declare module 'pomelo-protocol';
declare module 'ws';
declare module 'node-api-headers';
