export interface IComponent {
  name: string;
  start?: (cb: () => void) => void;
  stop?: (force: boolean, cb: () => void) => void;
}

export interface IPlugin {
  beforeStartup?: (app: Application, cb: () => void) => void;
  name: string;
  components?: Array<new (app: Application, opts?: any) => IComponent>;
  events?: Array<new (opts?: any) => { add_servers?: (servers: object[]) => void }>;
}

export declare class Application {
  get(setting: 'sessionService'): { getByUid(uid: string): object[] };
  get(setting: string): string | any;
  use(plugin: IPlugin, opts?: any): void;
}
