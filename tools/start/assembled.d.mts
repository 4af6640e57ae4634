export declare const assembled: (root: string) => Promise<string | null>;
