// What a page and the server of its line call things.

export const path = '/gatefold';

export const headers = { secret: 'gatefold-secret', number: 'gatefold-number' } as const;
