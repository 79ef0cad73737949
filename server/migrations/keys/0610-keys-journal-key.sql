-- owner: keys
-- why: the journal seals each tenant's changes to a public key (HPKE, RFC 9180), so that its writer can read nothing and no locked key
--      stalls it. The private half is a data key like the others: wrapped by the scope key, rotated and destroyed with it.
alter table keys.data_key drop constraint data_key_purpose_check;
alter table keys.data_key add constraint data_key_purpose_check check (purpose in ('content', 'token', 'media', 'journal'));
alter table keys.data_key add column public_key bytea;
alter table keys.data_key add constraint data_key_public_half check ((purpose = 'journal') = (public_key is not null) and (public_key is null or length(public_key) = 32));
comment on column keys.data_key.public_key is 'hf: plain';
