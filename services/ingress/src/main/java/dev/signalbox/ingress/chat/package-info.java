/**
 * OpenAI's chat format on the wire: what is needed is read, and where it stood is remembered, so
 * that bytes are edited in place and everything unknown passes through untouched. Plain Java and a
 * streaming JSON parser.
 */
@NullMarked
package dev.signalbox.ingress.chat;

import org.jspecify.annotations.NullMarked;
