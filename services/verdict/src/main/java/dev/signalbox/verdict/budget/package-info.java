/**
 * Budgets and who holds how much of them. PostgreSQL alone decides, one statement a call; replicas
 * of this service need not know of each other.
 */
@NullMarked
package dev.signalbox.verdict.budget;

import org.jspecify.annotations.NullMarked;
