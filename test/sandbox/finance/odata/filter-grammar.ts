/** The part of OData's filter language that Finance speaks, for peggy. `in`, `has` and functions parse, to be refused by name. */
export const FILTER_GRAMMAR = String.raw`
Filter = _ item:Or _ { return item }

Or = first:And rest:(__ "or" __ @And)* { return rest.length ? { node: 'or', items: [first, ...rest] } : first }
And = first:Not rest:(__ "and" __ @Not)* { return rest.length ? { node: 'and', items: [first, ...rest] } : first }
Not = "not" (__ / &"(") item:Not { return { node: 'not', item } }
    / Comparison
Comparison = left:Sum __ operator:("eq" / "ne" / "ge" / "gt" / "le" / "lt" / "has" / "in") __ right:Sum
    { return { node: 'compare', operator, left, right } }
    / Sum
Sum = first:Product rest:(__ ("add" / "sub") __ Product)*
    { return rest.reduce((left, [, operator, , right]) => ({ node: 'arithmetic', operator, left, right }), first) }
Product = first:Primary rest:(__ ("mul" / "divby" / "div" / "mod") __ Primary)*
    { return rest.reduce((left, [, operator, , right]) => ({ node: 'arithmetic', operator, left, right }), first) }
Primary = "(" _ items:List _ ")" { return items.length === 1 ? items[0] : { node: 'list', items } }
    / Literal
    / name:$([A-Za-z_] [A-Za-z0-9_.]*) "(" _ List? _ ")" { return { node: 'call', name } }
    / name:$([A-Za-z_] [A-Za-z0-9_/]*) { return { node: 'property', name } }
List = first:Or rest:(_ "," _ @Or)* { return [first, ...rest] }

Literal = text:$( ([A-Za-z_] [A-Za-z0-9_.]*)? "'" ("''" / [^'])* "'"
    / [0-9]|4| "-" [0-9]|2| "-" [0-9]|2| ("T" [0-9:.]+ ("Z" / [+-] [0-9]|2| ":" [0-9]|2|))?
    / [0-9a-fA-F]|8| "-" [0-9a-fA-F]|4| "-" [0-9a-fA-F]|4| "-" [0-9a-fA-F]|4| "-" [0-9a-fA-F]|12|
    / "-"? [0-9]+ ("." [0-9]+)? ([eE] [+-]? [0-9]+)? [mMlLdDfF]?
    / ("true" / "false" / "null") ![A-Za-z0-9_.] ) { return { node: 'literal', text } }

_ = [ \t]*
__ = [ \t]+
`;
