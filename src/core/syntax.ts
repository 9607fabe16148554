export interface Syntax { readonly todo: true }
