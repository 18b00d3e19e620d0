/**
 * Other APIs' words and OpenAI's chat words, each said in the other's. Pure: bytes in, bytes out.
 * What a dialect has no word for passes as it is, or is refused by name; nothing is dropped in
 * silence that would change the answer.
 */
@NullMarked
package dev.signalbox.ingress.dialect;

import org.jspecify.annotations.NullMarked;
