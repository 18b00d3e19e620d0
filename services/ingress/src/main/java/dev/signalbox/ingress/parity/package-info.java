/**
 * The proof of the routing claim: drawn requests are also answered by the reference model, and a
 * judge grades both answers blindly, in both orders. All of it behind the client's back: nothing
 * here is waited for, everything is bounded, and texts stay in this process's memory until they are
 * judged. What leaves is grades and costs.
 */
@NullMarked
package dev.signalbox.ingress.parity;

import org.jspecify.annotations.NullMarked;
