/**
 * From a decision to an answer: attempts in the decision's order until the first byte, within one
 * deadline; after it no other model is tried and nothing is made to look whole that is not.
 */
@NullMarked
package dev.signalbox.ingress.dispatch;

import org.jspecify.annotations.NullMarked;
