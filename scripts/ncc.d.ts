declare module '@vercel/ncc' {
  interface Options {
    cache?: boolean;
    quiet?: boolean;
  }
  interface Result {
    code: string;
    assets: Record<string, { source: string | Buffer }>;
  }
  export default function ncc(input: string, options: Options): Promise<Result>;
}
