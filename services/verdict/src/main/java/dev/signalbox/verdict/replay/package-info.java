/** Boards that anybody can make again, byte for byte, from the vote topic. */
@NullMarked
package dev.signalbox.verdict.replay;

import org.jspecify.annotations.NullMarked;
