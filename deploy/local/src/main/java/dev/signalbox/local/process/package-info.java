/**
 * Child processes: started once, watched until they end, never left behind, and never anyone
 * else's.
 */
@NullMarked
package dev.signalbox.local.process;

import org.jspecify.annotations.NullMarked;
