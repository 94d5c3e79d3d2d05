using System.Collections.Immutable;

namespace DataSpec.Operations.Verification.Checks.Postgres;

/// <summary>Whether the next row will get a number.</summary>
static class SequenceRules
{
    /// <summary>Sequences with the column that owns them.</summary>
    const string Owned =
        """
        pg_sequence s join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = s.seqrelid and d.deptype in ('a', 'i') and d.refobjsubid > 0
        join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid and a.atttypid in ('int2'::regtype, 'int4'::regtype, 'int8'::regtype)
        """;

    public static ImmutableArray<SqlRule> All { get; } =
    [
        new(
            "pg.sequences", "No sequence has used up four fifths of its numbers", "Give the column room before it is full: alter table TABLE alter column COLUMN type bigint; alter sequence NAME as bigint",
            $"""
            with used as (
                select s.seqrelid, a.attrelid, a.attname, pg_sequence_last_value(s.seqrelid)
                    / least(s.seqmax, case a.atttypid when 'int2'::regtype then 32767 when 'int4'::regtype then 2147483647 else 9223372036854775807 end)::numeric as share
                from {Owned} where s.seqincrement > 0 and not s.seqcycle)
            select case when share > 0.8 then 1 else 0 end, case when share > 0.8
                then format('%s has used %s %% of the numbers for %s.%s', seqrelid::regclass, round(share * 100), attrelid::regclass, attname)
                else format('the fullest has used %s %%', round(share * 100, 1)) end
            from used where share > 0.8 or share = (select max(share) from used where share <= 0.8)
            """) { InEachDatabase = true },
        // A maximum is quick where an index has the column in front, or the table is small; another one is left out.
        new(
            "pg.sequence-values", "Every sequence is ahead of the numbers in its column", "./build.sh Psql -- -d DATABASE -c \"select setval('SEQUENCE', (select max(COLUMN) from TABLE))\"",
            $"""
            with owned as (
                select s.seqrelid::regclass as sequence, a.attrelid::regclass as owner, a.attname as name,
                    pg_relation_size(a.attrelid) < 64 << 20 or exists (
                        select from pg_index i where i.indrelid = a.attrelid and i.indkey[0] = a.attnum and i.indisvalid and i.indpred is null) as quick
                from {Owned} where s.seqincrement > 0 and not s.seqcycle)
            select format('select 2, format(''%%s is at %%s, and %%s.%%s at %%s'', %1$L, coalesce(pg_sequence_last_value(%1$L), 0), %2$L, %3$L, max(%3$I)) from %2$s having max(%3$I) > coalesce(pg_sequence_last_value(%1$L), 0)',
                sequence, owner, name) from owned where quick
            union all select format('select 0, %L', format('%s sequences', count(*) filter (where quick))
                || coalesce('; not looked at, because no index would answer: ' || string_agg(owner::text, ', ') filter (where not quick), '')) from owned
            """) { InEachDatabase = true, Generates = true },
    ];
}
