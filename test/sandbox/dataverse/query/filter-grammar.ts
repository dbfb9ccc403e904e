import peggy from 'peggy';

/** What a `$filter` says, before anybody looks whether the names exist. */
export type Expression =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Expression[] }
  | { readonly kind: 'not'; readonly part: Expression }
  | { readonly kind: 'compare'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'call'; readonly name: string; readonly arguments: readonly Expression[] }
  /** `Microsoft.Dynamics.CRM.In(PropertyName='x',PropertyValues=['a'])` */
  | {
      readonly kind: 'named';
      readonly name: string;
      readonly arguments: Readonly<Record<string, Literal | readonly string[]>>;
    }
  | {
      readonly kind: 'lambda';
      readonly path: readonly string[];
      readonly quantifier: 'any' | 'all';
      readonly variable?: string;
      readonly condition?: Expression;
    }
  | { readonly kind: 'path'; readonly path: readonly string[] }
  | { readonly kind: 'alias'; readonly name: string }
  | Literal;

export interface Literal {
  readonly kind: 'literal';
  readonly type: 'string' | 'enum' | 'guid' | 'instant' | 'date' | 'integer' | 'decimal' | 'boolean' | 'null';
  readonly text: string;
}

const GRAMMAR = String.raw`
{{
  const chain = (kind, head, tail) => tail.length ? { kind, parts: [head, ...tail.map((item) => item[3])] } : head;
  const literal = (type, value) => ({ kind: 'literal', type, text: value });
}}
Filter = _ expression:Or _ { return expression; }
Or = head:And tail:(__ 'or' __ And)* { return chain('or', head, tail); }
And = head:Unary tail:(__ 'and' __ Unary)* { return chain('and', head, tail); }
Unary
  = 'not' (__ / &'(') part:Unary { return { kind: 'not', part }; }
  / Comparison
Comparison
  = left:Term __ operator:('eq' / 'ne' / 'gt' / 'ge' / 'lt' / 'le') __ right:Term
    { return { kind: 'compare', operator, left, right }; }
  / Term
Term
  = '(' _ inner:Or _ ')' { return inner; }
  / Literal
  / Named
  / Call
  / Lambda
  / '@' name:Name { return { kind: 'alias', name }; }
  / path:Path { return { kind: 'path', path }; }
Named
  = name:$('Microsoft.Dynamics.CRM.' Name) '(' _ items:(Pair|.., _ ',' _|) _ ')'
    { return { kind: 'named', name: name.slice(23), arguments: Object.fromEntries(items) }; }
Pair = name:Name _ '=' _ value:(List / Literal / Alias) { return [name, value]; }
Alias = '@' name:Name { return { kind: 'alias', name }; }
List = '[' _ items:((Quoted / Number2)|.., _ ',' _|) _ ']' { return items; }
Quoted
  = '"' text:$[^"]* '"' { return text; }
  / text:String { return text; }
Number2 = $('-'? [0-9]+ ('.' [0-9]+)?)
Call
  = name:$([a-z] [a-zA-Z]*) '(' _ items:(Or|.., _ ',' _|) _ ')' { return { kind: 'call', name, arguments: items }; }
Lambda
  = path:LambdaPath '/' quantifier:('any' / 'all') '(' _ body:(variable:Name _ ':' _ condition:Or { return { variable, condition }; })? _ ')'
    { return { kind: 'lambda', path, quantifier, ...(body ?? {}) }; }
LambdaPath = head:Name tail:(!('/' ('any' / 'all') '(') '/' name:Name { return name; })* { return [head, ...tail]; }
Path = head:Name tail:('/' name:Name { return name; })* { return [head, ...tail]; }
Literal
  = text:$([0-9a-fA-F]|8| '-' [0-9a-fA-F]|4| '-' [0-9a-fA-F]|4| '-' [0-9a-fA-F]|4| '-' [0-9a-fA-F]|12|) !NamePart
    { return literal('guid', text.toLowerCase()); }
  / text:$([0-9]|4| '-' [0-9]|2| '-' [0-9]|2| 'T' [0-9]|2| ':' [0-9]|2| (':' [0-9]|2| ('.' [0-9]+)?)? ('Z' / [+-] [0-9]|2| ':' [0-9]|2|))
    { return literal('instant', text); }
  / text:$([0-9]|4| '-' [0-9]|2| '-' [0-9]|2|) !NamePart { return literal('date', text); }
  / text:$('-'? [0-9]+ '.' [0-9]+ ([eE] [+-]? [0-9]+)?) !NamePart { return literal('decimal', text); }
  / text:$('-'? [0-9]+) !NamePart { return literal('integer', text); }
  / text:('true' / 'false') !NamePart { return literal('boolean', text); }
  / 'null' !NamePart { return literal('null', ''); }
  / 'Microsoft.Dynamics.CRM.' Name text:String { return literal('enum', text); }
  / text:String { return literal('string', text); }
String = "'" text:$([^'] / "''")* "'" { return text.replace(/''/g, "'"); }
Name = $([A-Za-z_] NamePart*)
NamePart = [A-Za-z0-9_]
_ = ' '*
__ = ' '+
`;

const parser = peggy.generate(GRAMMAR, { cache: true });

/** @throws an error with `location.start.offset` where the text is not a filter. */
export function parseFilter(text: string): Expression {
  return parser.parse(text) as Expression;
}
