package io.worldstream.wsp.adapter.jdbc;

import java.sql.SQLException;

/** The answer to a commit was lost, or is not a plain yes: the transaction may have been committed. */
final class UnconfirmedCommitException extends SQLException {
    private static final long serialVersionUID = 1L;

    UnconfirmedCommitException(SQLException cause) {
        super(cause.getMessage(), cause.getSQLState(), cause);
    }
}
