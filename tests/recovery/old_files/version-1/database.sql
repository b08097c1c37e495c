-- SPDX-License-Identifier: BSL-1.0
-- Written by old_file.py.
-- then: 50e1eac98c273ce6cd19882200ea618ecf32a627a30cbf1ec2f489f318765740
-- end: d2c7ebf4aac13c02c9162fec203ab048888e437ea223b01e80caccbfdd71f625
PRAGMA application_id = 1853190772;
PRAGMA user_version = 1;
BEGIN TRANSACTION;
CREATE TABLE account_aggregate (
    account INTEGER NOT NULL REFERENCES account_row,
    question INTEGER NOT NULL,
    leads INTEGER NOT NULL,                      -- how many rows of account_aggregate_lead belong to it
    body BLOB NOT NULL,
    PRIMARY KEY (account, question)
) STRICT, WITHOUT ROWID;
INSERT INTO "account_aggregate" VALUES(1,-8517962349110159290,0,X'010480C790DE956780DDDB0180BAB70380FCC34B0000FFFFFFFFFFFFFFFFFF0100');
INSERT INTO "account_aggregate" VALUES(1,-3612868990029198405,3,X'010380A4ECDF956780BAB70380FCC34B0000FFFFFFFFFFFFFFFFFF0100');
INSERT INTO "account_aggregate" VALUES(2,-8517962349110159290,0,X'010280FCB6F79967809F490000FFFFFFFFFFFFFFFFFF0100');
INSERT INTO "account_aggregate" VALUES(2,-3612868990029198405,1,X'0101809B80F899670000FFFFFFFFFFFFFFFFFF0100');
CREATE TABLE account_aggregate_lead (
    account INTEGER NOT NULL,
    question INTEGER NOT NULL,
    lead INTEGER NOT NULL REFERENCES lead_row,
    at INTEGER,
    PRIMARY KEY (account, question, lead)
) STRICT, WITHOUT ROWID;
INSERT INTO "account_aggregate_lead" VALUES(1,-3612868990029198405,1,1772449200000);
INSERT INTO "account_aggregate_lead" VALUES(1,-3612868990029198405,2,1772528400000);
INSERT INTO "account_aggregate_lead" VALUES(1,-3612868990029198405,3,1772445600000);
INSERT INTO "account_aggregate_lead" VALUES(2,-3612868990029198405,4,1773007800000);
CREATE TABLE account_record (id TEXT PRIMARY KEY, fields ANY) STRICT, WITHOUT ROWID;
INSERT INTO "account_record" VALUES('contoso',NULL);
INSERT INTO "account_record" VALUES('northwind',NULL);
CREATE TABLE account_row (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE) STRICT;
INSERT INTO "account_row" VALUES(1,'northwind');
INSERT INTO "account_row" VALUES(2,'contoso');
CREATE TABLE applied_change (key TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE channel_row (id TEXT PRIMARY KEY, down INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE enrollment_ended (
    id INTEGER PRIMARY KEY,
    lead INTEGER NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    key TEXT,
    step INTEGER NOT NULL,                       -- where it stood
    state INTEGER NOT NULL,
    reason TEXT NOT NULL,
    enrolled_at INTEGER,
    left_at INTEGER
) STRICT;
INSERT INTO "enrollment_ended" VALUES(1,5,1,1,NULL,1,2,'',1772525400000,1772528400000);
INSERT INTO "enrollment_ended" VALUES(2,1,2,2,NULL,11,2,'',1772449200000,1772571600000);
INSERT INTO "enrollment_ended" VALUES(3,3,1,4,'A1',22,2,'',1772618400000,1772618400000);
INSERT INTO "enrollment_ended" VALUES(4,1,1,5,NULL,27,2,'',1772442000000,1772874000000);
INSERT INTO "enrollment_ended" VALUES(5,1,3,6,NULL,28,2,'',1772881200000,1772881200000);
INSERT INTO "enrollment_ended" VALUES(6,3,2,6,NULL,28,2,'',1772877600000,1772877600000);
INSERT INTO "enrollment_ended" VALUES(7,2,1,5,NULL,27,2,'',1772442000000,1772888400000);
INSERT INTO "enrollment_ended" VALUES(8,2,2,6,NULL,28,2,'',1772960400000,1772960400000);
INSERT INTO "enrollment_ended" VALUES(9,4,1,5,NULL,27,2,'',1772479800000,1772937000000);
INSERT INTO "enrollment_ended" VALUES(10,4,2,6,NULL,28,2,'',1772911800000,1772937000000);
INSERT INTO "enrollment_ended" VALUES(11,6,1,5,NULL,27,2,'',1772524800000,1772956800000);
INSERT INTO "enrollment_ended" VALUES(12,6,2,6,NULL,28,2,'',1772956800000,1772956800000);
CREATE TABLE enrollment_row (
    lead INTEGER NOT NULL REFERENCES lead_row,
    number INTEGER NOT NULL,                     -- of the lead, from 1
    version INTEGER NOT NULL REFERENCES version_row,
    key TEXT,                                    -- of the workflow's `key`
    step INTEGER NOT NULL REFERENCES name,
    state INTEGER NOT NULL,
    standing INTEGER NOT NULL,
    enrolled_at INTEGER,
    reached_at INTEGER,
    due INTEGER,                                 -- end of the delay or timeout
    expires_at INTEGER,
    rest BLOB NOT NULL,                          -- packed: node, visits, trigger, event that ended a wait
    PRIMARY KEY (lead, number)
) STRICT, WITHOUT ROWID;
INSERT INTO "enrollment_row" VALUES(1,4,1,NULL,1,0,3,1772917200000,1772917200000,NULL,NULL,X'0123010101010101011C036531340180D2CCA19967000000');
INSERT INTO "enrollment_row" VALUES(4,3,2,NULL,9,0,2,1773007800000,1773007800000,1773137400000,NULL,X'01190101010101000000');
INSERT INTO "enrollment_row" VALUES(5,2,5,NULL,20,0,1,1772742600000,1772953200000,1773212400000,1774470600000,X'010709010501010201050106010901010118036531310180958BFB9767000000');
INSERT INTO "enrollment_row" VALUES(5,3,1,NULL,1,0,3,1772818200000,1772818200000,NULL,NULL,X'010E010101010101011C036531320180D797C39867000000');
CREATE TABLE enumerator (
    type TEXT NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL, PRIMARY KEY (type, number)
) STRICT, WITHOUT ROWID;
INSERT INTO "enumerator" VALUES('enrollment',0,'active');
INSERT INTO "enumerator" VALUES('enrollment',1,'paused');
INSERT INTO "enumerator" VALUES('enrollment',2,'completed');
INSERT INTO "enumerator" VALUES('enrollment',3,'goal');
INSERT INTO "enumerator" VALUES('enrollment',4,'exited');
INSERT INTO "enumerator" VALUES('enrollment',5,'failed');
INSERT INTO "enumerator" VALUES('enrollment',6,'removed');
INSERT INTO "enumerator" VALUES('enrollment',7,'expired');
INSERT INTO "enumerator" VALUES('enrollment',8,'deleted');
INSERT INTO "enumerator" VALUES('enrollment',9,'merged');
INSERT INTO "enumerator" VALUES('journal',0,'enrolled');
INSERT INTO "enumerator" VALUES('journal',1,'refused');
INSERT INTO "enumerator" VALUES('journal',2,'entered');
INSERT INTO "enumerator" VALUES('journal',3,'branched');
INSERT INTO "enumerator" VALUES('journal',4,'waiting');
INSERT INTO "enumerator" VALUES('journal',5,'resumed');
INSERT INTO "enumerator" VALUES('journal',6,'sent');
INSERT INTO "enumerator" VALUES('journal',7,'skipped');
INSERT INTO "enumerator" VALUES('journal',8,'delayed');
INSERT INTO "enumerator" VALUES('journal',9,'changed');
INSERT INTO "enumerator" VALUES('journal',10,'note');
INSERT INTO "enumerator" VALUES('journal',11,'left');
INSERT INTO "enumerator" VALUES('journal',12,'event');
INSERT INTO "enumerator" VALUES('journal',13,'error');
INSERT INTO "enumerator" VALUES('journal',14,'deployed');
INSERT INTO "enumerator" VALUES('message',0,'queued');
INSERT INTO "enumerator" VALUES('message',1,'handing_over');
INSERT INTO "enumerator" VALUES('message',2,'deferred');
INSERT INTO "enumerator" VALUES('message',3,'held');
INSERT INTO "enumerator" VALUES('message',4,'accepted');
INSERT INTO "enumerator" VALUES('message',5,'assumed_sent');
INSERT INTO "enumerator" VALUES('message',6,'rejected');
INSERT INTO "enumerator" VALUES('message',7,'skipped');
INSERT INTO "enumerator" VALUES('message',8,'withdrawn');
INSERT INTO "enumerator" VALUES('message',9,'canceled');
INSERT INTO "enumerator" VALUES('standing',0,'ready');
INSERT INTO "enumerator" VALUES('standing',1,'delayed');
INSERT INTO "enumerator" VALUES('standing',2,'waiting');
INSERT INTO "enumerator" VALUES('standing',3,'sending');
CREATE TABLE input (id INTEGER PRIMARY KEY, at INTEGER, lead TEXT NOT NULL, body TEXT NOT NULL) STRICT;
INSERT INTO "input" VALUES(1,1772442000000,'','{"time":"2026-03-02T09:00:00.000Z","type":"engine_opened","first":true,"virtual":true,"records":true,"links":false,"doubts":false,"jitter":true,"answer_within_ms":300000,"zone_data":"2026f","channels":{}}');
INSERT INTO "input" VALUES(2,1772442000000,'ada','{"time":"2026-03-02T09:00:00.000Z","lead":"ada","type":"lead_met","sweep":true,"fields":{"account_id":"northwind","company":"Northwind","email":"ada@northwind.example","first_name":"Ada","points":"45","stage":"lead"},"account":{"id":"northwind"},"subscriptions":{"newsletter":true}}');
INSERT INTO "input" VALUES(3,1772442000000,'ben','{"time":"2026-03-02T09:00:00.000Z","lead":"ben","type":"lead_met","sweep":true,"fields":{"account_id":"northwind","company":"Northwind","email":"ben@northwind.example","first_name":"Ben","stage":"lead","time_zone":"America/New_York"},"account":{"id":"northwind"},"subscriptions":{"newsletter":false}}');
INSERT INTO "input" VALUES(4,1772442000000,'cleo','{"time":"2026-03-02T09:00:00.000Z","lead":"cleo","type":"lead_met","sweep":true,"fields":{"account_id":"northwind","company":"Northwind","email":"cleo@northwind.example","first_name":"Cleo","points":"5","stage":"lead"},"account":{"id":"northwind"},"subscriptions":{"newsletter":true}}');
INSERT INTO "input" VALUES(5,1772442000000,'dora','{"time":"2026-03-02T09:00:00.000Z","lead":"dora","type":"lead_met","sweep":true,"fields":{"account_id":"contoso","company":"Contoso","email":"dora@contoso.example","first_name":"Dora","stage":"lead","time_zone":"Asia/Kolkata"},"account":{"id":"contoso"},"subscriptions":{"newsletter":true}}');
INSERT INTO "input" VALUES(6,1772442000000,'emil','{"time":"2026-03-02T09:00:00.000Z","lead":"emil","type":"lead_met","sweep":true,"fields":{"account_id":"contoso","company":"Contoso","email":"emil@contoso.example","first_name":"Emil","points":"30","stage":"lead"},"account":{"id":"contoso"},"subscriptions":{}}');
INSERT INTO "input" VALUES(7,1772442000000,'fay','{"time":"2026-03-02T09:00:00.000Z","lead":"fay","type":"lead_met","sweep":true,"fields":{"account_id":"contoso","company":"Contoso","first_name":"Fay","stage":"lead"},"account":{"id":"contoso"},"subscriptions":{"newsletter":true}}');
INSERT INTO "input" VALUES(8,1772442000000,'ada','{"time":"2026-03-02T09:00:00.000Z","lead":"ada","type":"joined","id":"e1","properties":{}}');
INSERT INTO "input" VALUES(9,1772442000000,'ben','{"time":"2026-03-02T09:00:00.000Z","lead":"ben","type":"joined","id":"e2","properties":{}}');
INSERT INTO "input" VALUES(10,1772443800000,'ada','{"time":"2026-03-02T09:30:00.000Z","lead":"ada","type":"visited","id":"e3","properties":{"path":"/pricing"}}');
INSERT INTO "input" VALUES(11,1772445600000,'cleo','{"time":"2026-03-02T10:00:00.000Z","lead":"cleo","type":"visited","id":"e4","properties":{"path":"/pricing"}}');
INSERT INTO "input" VALUES(12,1772449200000,'ada','{"time":"2026-03-02T11:00:00.000Z","lead":"ada","type":"visited","id":"e5","properties":{"path":"/pricing/eu"}}');
INSERT INTO "input" VALUES(13,1772479800000,'dora','{"time":"2026-03-02T19:30:00.000Z","lead":"dora","type":"joined","id":"e6","properties":{}}');
INSERT INTO "input" VALUES(14,1772524800000,'fay','{"time":"2026-03-03T08:00:00.000Z","lead":"fay","type":"joined","id":"e7","properties":{}}');
INSERT INTO "input" VALUES(15,1772525400000,'emil','{"time":"2026-03-03T08:10:00.000Z","lead":"emil","type":"asked","id":"e8","properties":{}}');
INSERT INTO "input" VALUES(16,1772528400000,'ben','{"time":"2026-03-03T09:00:00.000Z","lead":"ben","type":"visited","id":"e9","properties":{"path":"/blog"}}');
INSERT INTO "input" VALUES(17,1772614800000,'ben','{"time":"2026-03-04T09:00:00.000Z","lead":"ben","type":"message_bounced","id":"e98","properties":{"message":"IL3WJBNGLYKBRX4UQZBDVMASE4"}}');
INSERT INTO "input" VALUES(18,1772618400000,'cleo','{"time":"2026-03-04T10:00:00.000Z","lead":"cleo","type":"bought","id":"e10","properties":{"order":"A1"}}');
INSERT INTO "input" VALUES(19,1772742600000,'emil','{"time":"2026-03-05T20:30:00.000Z","lead":"emil","type":"joined","id":"e11","properties":{}}');
INSERT INTO "input" VALUES(20,1772818200000,'emil','{"time":"2026-03-06T17:30:00.000Z","lead":"emil","type":"asked","id":"e12","properties":{}}');
INSERT INTO "input" VALUES(21,1772884800000,'cleo','{"time":"2026-03-07T12:00:00.000Z","lead":"cleo","type":"joined","id":"e13","properties":{}}');
INSERT INTO "input" VALUES(22,1772917200000,'ada','{"time":"2026-03-07T21:00:00.000Z","lead":"ada","type":"asked","id":"e14","properties":{}}');
INSERT INTO "input" VALUES(23,1773007200000,'dora','{"time":"2026-03-08T22:00:00.000Z","lead":"dora","type":"visited","id":"e15","properties":{"path":"/pricing"}}');
INSERT INTO "input" VALUES(24,1773007800000,'dora','{"time":"2026-03-08T22:10:00.000Z","lead":"dora","type":"visited","id":"e16","properties":{"path":"/pricing"}}');
CREATE TABLE journal_row (
    id INTEGER PRIMARY KEY,
    previous INTEGER,                            -- the lead's line before this one
    lead INTEGER NOT NULL,
    seq INTEGER NOT NULL,                        -- of the lead, from 1
    at INTEGER,
    version INTEGER NOT NULL,
    enrollment INTEGER NOT NULL,
    step INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    because ANY,                                 -- JSON
    personal ANY,                                -- JSON: what of `because` may tell something about the person
    forgotten BLOB                               -- SHA-256 of `personal` once that was forgotten
) STRICT;
INSERT INTO "journal_row" VALUES(1,NULL,1,1,1772442000000,0,0,0,12,'{"type":"joined"}','{"id":"e1"}',NULL);
INSERT INTO "journal_row" VALUES(2,1,1,2,1772442000000,5,1,0,0,'{"by":"joined"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(3,2,1,3,1772442000000,5,1,7,2,NULL,NULL,NULL);
INSERT INTO "journal_row" VALUES(4,3,1,4,1772442000000,5,1,7,6,'{"category":"marketing","channel":"email","content":"hello","key":"C2SGMOPGRBWCHWX3SNRJB7GY7U"}','{"hash":"a76e016aaf22af4ea33e2757906a297949d33a336136ae54c70afb12d149fad1","subject":"Hello Ada","to":"ada@northwind.example"}',NULL);
INSERT INTO "journal_row" VALUES(5,4,1,5,1772442000000,5,1,8,2,NULL,NULL,NULL);
INSERT INTO "journal_row" VALUES(6,5,1,6,1772442000000,5,1,8,4,'{"for":"2d","until":"2026-03-04T09:00:00.000Z"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(7,NULL,2,1,1772442000000,0,0,0,12,'{"type":"joined"}','{"id":"e2"}',NULL);
INSERT INTO "journal_row" VALUES(8,7,2,2,1772442000000,5,1,0,0,'{"by":"joined"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(9,8,2,3,1772442000000,5,1,7,2,NULL,NULL,NULL);
INSERT INTO "journal_row" VALUES(10,9,2,4,1772442000000,5,1,7,8,'{"reason":"quiet_hours","until":"2026-03-02T13:00:00.000Z"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(11,6,1,7,1772443800000,0,0,0,12,'{"type":"visited"}','{"id":"e3","properties":{"path":"/pricing"}}',NULL);
INSERT INTO "journal_row" VALUES(12,NULL,3,1,1772445600000,0,0,0,12,'{"type":"visited"}','{"id":"e4","properties":{"path":"/pricing"}}',NULL);
INSERT INTO "journal_row" VALUES(13,11,1,8,1772449200000,0,0,0,12,'{"type":"visited"}','{"id":"e5","properties":{"path":"/pricing/eu"}}',NULL);
INSERT INTO "journal_row" VALUES(14,13,1,9,1772449200000,2,2,0,0,'{"by":"becomes"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(15,14,1,10,1772449200000,2,2,9,2,NULL,NULL,NULL);
INSERT INTO "journal_row" VALUES(16,15,1,11,1772449200000,2,2,9,4,'{"for":"36h","until":"2026-03-03T23:00:00.000Z"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(17,10,2,5,1772456400000,5,1,7,6,'{"category":"marketing","channel":"email","content":"hello","key":"IL3WJBNGLYKBRX4UQZBDVMASE4"}','{"hash":"218e596e265e919373a46c2650ce16e110e06389a9773e96cb81d4af38337af2","subject":"Hello Ben","to":"ben@northwind.example"}',NULL);
INSERT INTO "journal_row" VALUES(18,17,2,6,1772456400000,5,1,8,2,NULL,NULL,NULL);
INSERT INTO "journal_row" VALUES(19,18,2,7,1772456400000,5,1,8,4,'{"for":"2d","until":"2026-03-04T13:00:00.000Z"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(20,NULL,4,1,1772479800000,0,0,0,12,'{"type":"joined"}','{"id":"e6"}',NULL);
INSERT INTO "journal_row" VALUES(21,20,4,2,1772479800000,5,1,0,0,'{"by":"joined"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(22,21,4,3,1772479800000,5,1,7,2,NULL,NULL,NULL);
INSERT INTO "journal_row" VALUES(23,22,4,4,1772479800000,5,1,7,8,'{"reason":"quiet_hours","until":"2026-03-03T02:30:00.000Z"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(24,23,4,5,1772505000000,5,1,7,6,'{"category":"marketing","channel":"email","content":"hello","key":"C2H2SPMVNCBUIYKMMLZX2HSGQI"}','{"hash":"8f6d1b512a52416c1932869c594b22fce133e402c66ffebfdf052aba4df51b5d","subject":"Hello Dora","to":"dora@contoso.example"}',NULL);
INSERT INTO "journal_row" VALUES(25,24,4,6,1772505000000,5,1,8,2,NULL,NULL,NULL);
INSERT INTO "journal_row" VALUES(26,25,4,7,1772505000000,5,1,8,4,'{"for":"2d","until":"2026-03-05T02:30:00.000Z"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(27,NULL,6,1,1772524800000,0,0,0,12,'{"type":"joined"}','{"id":"e7"}',NULL);
INSERT INTO "journal_row" VALUES(28,27,6,2,1772524800000,5,1,0,0,'{"by":"joined"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(29,28,6,3,1772524800000,5,1,7,2,NULL,NULL,NULL);
INSERT INTO "journal_row" VALUES(30,29,6,4,1772524800000,5,1,7,7,'{"content":"hello","reason":"no_address"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(31,30,6,5,1772524800000,5,1,8,2,NULL,NULL,NULL);
INSERT INTO "journal_row" VALUES(32,31,6,6,1772524800000,5,1,8,4,'{"for":"2d","until":"2026-03-05T08:00:00.000Z"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(33,NULL,5,1,1772525400000,0,0,0,12,'{"type":"asked"}','{"id":"e8"}',NULL);
INSERT INTO "journal_row" VALUES(34,33,5,2,1772525400000,1,1,0,0,'{"by":"asked"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(35,34,5,3,1772525400000,1,1,1,2,NULL,NULL,NULL);
INSERT INTO "journal_row" VALUES(36,35,5,4,1772525400000,1,1,1,8,'{"reason":"window","until":"2026-03-03T09:00:00.000Z"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(37,19,2,8,1772528400000,0,0,0,12,'{"type":"visited"}','{"id":"e9","properties":{"path":"/blog"}}',NULL);
INSERT INTO "journal_row" VALUES(38,16,1,12,1772528400000,2,2,9,5,'{"by":"condition"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(39,38,1,13,1772528400000,2,2,10,2,NULL,NULL,NULL);
INSERT INTO "journal_row" VALUES(40,39,1,14,1772528400000,2,2,10,10,NULL,'{"text":"Several of Northwind"}',NULL);
INSERT INTO "journal_row" VALUES(41,40,1,15,1772528400000,2,2,11,2,NULL,NULL,NULL);
INSERT INTO "journal_row" VALUES(42,41,1,16,1772528400000,2,2,11,4,'{"for":"12h","until":"2026-03-03T21:00:00.000Z"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(43,36,5,5,1772528400000,1,1,1,6,'{"category":"marketing","channel":"email","content":"call-back","key":"K64CWT22ZYZVWGWBWJY7VOFRPI"}','{"hash":"d51cf1e0b92cb4d43a330659fe8fb6bb6a580368bcb64e835701f03ba23564ad","subject":"When may we call?","to":"emil@contoso.example"}',NULL);
INSERT INTO "journal_row" VALUES(44,43,5,6,1772528400000,1,1,1,11,'{"state":"completed"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(45,42,1,17,1772571600000,2,2,11,5,'{"by":"time"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(46,45,1,18,1772571600000,2,2,11,11,'{"state":"completed"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(47,37,2,9,1772614800000,0,0,0,12,'{"type":"message_bounced"}','{"id":"e98","properties":{"category":"marketing","content":"hello","message":"IL3WJBNGLYKBRX4UQZBDVMASE4","step":"hello","variant":"base","workflow":"welcome"}}',NULL);
INSERT INTO "journal_row" VALUES(48,46,1,19,1772614800000,5,1,8,5,'{"by":"timeout"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(49,48,1,20,1772614800000,5,1,18,2,NULL,NULL,NULL);
INSERT INTO "journal_row" VALUES(50,49,1,21,1772614800000,5,1,18,6,'{"category":"marketing","channel":"email","content":"reminder","key":"SHKMZXOG6XAZ7OU33F7QHOP47U"}','{"hash":"d629434fb7f75a9bac72e77f5aee7e4adc06ee5c637f0cfa7f6f286ae15dcd49","subject":"Still there?","to":"ada@northwind.example"}',NULL);
INSERT INTO "journal_row" VALUES(51,50,1,22,1772614800000,5,1,19,2,NULL,NULL,NULL);
INSERT INTO "journal_row" VALUES(52,51,1,23,1772614800000,5,1,19,13,'{"where":"has(lead.points) && lead.points >= 30"}','{"cause":"`>=` cannot take a string and an int"}',NULL);
INSERT INTO "journal_row" VALUES(53,52,1,24,1772614800000,5,1,19,3,'{"arm":"else"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(54,53,1,25,1772614800000,5,1,20,2,NULL,NULL,NULL);
INSERT INTO "journal_row" VALUES(55,54,1,26,1772614800000,5,1,20,4,'{"for":"3d","until":"2026-03-07T09:00:00.000Z"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(56,12,3,2,1772618400000,0,0,0,12,'{"type":"bought"}','{"id":"e10","properties":{"order":"A1"}}',NULL);
INSERT INTO "journal_row" VALUES(57,56,3,3,1772618400000,4,1,0,0,'{"by":"bought"}','{"key":"A1"}',NULL);
INSERT INTO "journal_row" VALUES(58,57,3,4,1772618400000,4,1,21,2,NULL,NULL,NULL);
INSERT INTO "journal_row" VALUES(59,58,3,5,1772618400000,4,1,21,6,'{"category":"transactional","channel":"email","content":"receipt","key":"I2BPVR5B3NEK6OLLHUEG5FDHRI"}','{"hash":"799b473488c715a63aeda7f8fcb826a0e89916a4c4d8cc45a4090ac31ea9f7ef","subject":"Receipt","to":"cleo@northwind.example"}',NULL);
INSERT INTO "journal_row" VALUES(60,59,3,6,1772618400000,4,1,22,2,NULL,NULL,NULL);
INSERT INTO "journal_row" VALUES(61,60,3,7,1772618400000,4,1,22,9,NULL,'{"stage":"customer"}',NULL);
INSERT INTO "journal_row" VALUES(62,61,3,8,1772618400000,4,1,22,11,'{"state":"completed"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(63,47,2,10,1772629200000,5,1,8,5,'{"by":"timeout"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(64,63,2,11,1772629200000,5,1,18,2,NULL,NULL,NULL);
INSERT INTO "journal_row" VALUES(65,64,2,12,1772629200000,5,1,18,7,'{"content":"reminder","reason":"suppressed"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(66,65,2,13,1772629200000,5,1,19,2,NULL,NULL,NULL);
INSERT INTO "journal_row" VALUES(67,66,2,14,1772629200000,5,1,19,3,'{"arm":"else"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(68,67,2,15,1772629200000,5,1,20,2,NULL,NULL,NULL);
INSERT INTO "journal_row" VALUES(69,68,2,16,1772629200000,5,1,20,4,'{"for":"3d","until":"2026-03-07T13:00:00.000Z"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(70,26,4,8,1772677800000,5,1,8,5,'{"by":"timeout"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(71,70,4,9,1772677800000,5,1,18,2,NULL,NULL,NULL);
INSERT INTO "journal_row" VALUES(72,71,4,10,1772677800000,5,1,18,6,'{"category":"marketing","channel":"email","content":"reminder","key":"HQRLBEIOTY625UZPD44OGAX6LI"}','{"hash":"d629434fb7f75a9bac72e77f5aee7e4adc06ee5c637f0cfa7f6f286ae15dcd49","subject":"Still there?","to":"dora@contoso.example"}',NULL);
INSERT INTO "journal_row" VALUES(73,72,4,11,1772677800000,5,1,19,2,NULL,NULL,NULL);
INSERT INTO "journal_row" VALUES(74,73,4,12,1772677800000,5,1,19,3,'{"arm":"else"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(75,74,4,13,1772677800000,5,1,20,2,NULL,NULL,NULL);
INSERT INTO "journal_row" VALUES(76,75,4,14,1772677800000,5,1,20,4,'{"for":"3d","until":"2026-03-08T02:30:00.000Z"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(77,32,6,7,1772697600000,5,1,8,5,'{"by":"timeout"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(78,77,6,8,1772697600000,5,1,18,2,NULL,NULL,NULL);
INSERT INTO "journal_row" VALUES(79,78,6,9,1772697600000,5,1,18,7,'{"content":"reminder","reason":"no_address"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(80,79,6,10,1772697600000,5,1,19,2,NULL,NULL,NULL);
INSERT INTO "journal_row" VALUES(81,80,6,11,1772697600000,5,1,19,3,'{"arm":"else"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(82,81,6,12,1772697600000,5,1,20,2,NULL,NULL,NULL);
INSERT INTO "journal_row" VALUES(83,82,6,13,1772697600000,5,1,20,4,'{"for":"3d","until":"2026-03-08T08:00:00.000Z"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(84,44,5,7,1772742600000,0,0,0,12,'{"type":"joined"}','{"id":"e11"}',NULL);
INSERT INTO "journal_row" VALUES(85,84,5,8,1772742600000,5,2,0,0,'{"by":"joined"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(86,85,5,9,1772742600000,5,2,7,2,NULL,NULL,NULL);
INSERT INTO "journal_row" VALUES(87,86,5,10,1772742600000,5,2,7,8,'{"reason":"quiet_hours","until":"2026-03-06T07:00:00.000Z"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(88,87,5,11,1772780400000,5,2,7,6,'{"category":"marketing","channel":"email","content":"hello","key":"3QQIY7TLERCIYBWYAT2KHUL37M"}','{"hash":"280d28f9c06a69e90ccb5796367aca39ddc77715e2d17f89b671e1af9b6e32ec","subject":"Hello Emil","to":"emil@contoso.example"}',NULL);
INSERT INTO "journal_row" VALUES(89,88,5,12,1772780400000,5,2,8,2,NULL,NULL,NULL);
INSERT INTO "journal_row" VALUES(90,89,5,13,1772780400000,5,2,8,4,'{"for":"2d","until":"2026-03-08T07:00:00.000Z"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(91,90,5,14,1772818200000,0,0,0,12,'{"type":"asked"}','{"id":"e12"}',NULL);
INSERT INTO "journal_row" VALUES(92,91,5,15,1772818200000,1,3,0,0,'{"by":"asked"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(93,92,5,16,1772818200000,1,3,1,2,NULL,NULL,NULL);
INSERT INTO "journal_row" VALUES(94,93,5,17,1772818200000,1,3,1,8,'{"reason":"window","until":"2026-03-09T09:00:00.000Z"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(95,55,1,27,1772874000000,5,1,20,5,'{"by":"time"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(96,95,1,28,1772874000000,5,1,27,2,NULL,NULL,NULL);
INSERT INTO "journal_row" VALUES(97,96,1,29,1772874000000,5,1,27,6,'{"category":"marketing","channel":"email","content":"again","key":"HBMGJMCSC4EPVKW62RC55ONFFY"}','{"hash":"d329b5137c2871e4b7505f469b3989300ae576cc5561235b9fac3f4afb3f63f8","subject":"Again","to":"ada@northwind.example"}',NULL);
INSERT INTO "journal_row" VALUES(98,97,1,30,1772874000000,5,1,27,11,'{"state":"completed"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(99,62,3,9,1772877600000,6,2,0,0,'{"by":"becomes"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(100,99,3,10,1772877600000,6,2,28,2,NULL,NULL,NULL);
INSERT INTO "journal_row" VALUES(101,100,3,11,1772877600000,6,2,28,6,'{"category":"marketing","channel":"email","content":"quiet","key":"4HH7KWQPISTGLH5LNNDO6PRGNU"}','{"hash":"1b14b23f350965f7fe4b988981fddd1c8474a86f8ccb89bc4aba367218885053","subject":"All quiet","to":"cleo@northwind.example"}',NULL);
INSERT INTO "journal_row" VALUES(102,101,3,12,1772877600000,6,2,28,11,'{"state":"completed"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(103,98,1,31,1772881200000,6,3,0,0,'{"by":"becomes"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(104,103,1,32,1772881200000,6,3,28,2,NULL,NULL,NULL);
INSERT INTO "journal_row" VALUES(105,104,1,33,1772881200000,6,3,28,6,'{"category":"marketing","channel":"email","content":"quiet","key":"FG5P2OVRBJBOYVPQYJJX4RESD4"}','{"hash":"1b14b23f350965f7fe4b988981fddd1c8474a86f8ccb89bc4aba367218885053","subject":"All quiet","to":"ada@northwind.example"}',NULL);
INSERT INTO "journal_row" VALUES(106,105,1,34,1772881200000,6,3,28,11,'{"state":"completed"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(107,102,3,13,1772884800000,0,0,0,12,'{"type":"joined"}','{"id":"e13"}',NULL);
INSERT INTO "journal_row" VALUES(108,107,3,14,1772884800000,5,0,0,1,'{"by":"joined","reason":"goal_already_met"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(109,69,2,17,1772888400000,5,1,20,5,'{"by":"time"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(110,109,2,18,1772888400000,5,1,27,2,NULL,NULL,NULL);
INSERT INTO "journal_row" VALUES(111,110,2,19,1772888400000,5,1,27,7,'{"content":"again","reason":"suppressed"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(112,111,2,20,1772888400000,5,1,27,11,'{"state":"completed"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(113,76,4,15,1772911800000,6,2,0,0,'{"by":"becomes"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(114,113,4,16,1772911800000,6,2,28,2,NULL,NULL,NULL);
INSERT INTO "journal_row" VALUES(115,114,4,17,1772911800000,6,2,28,8,'{"reason":"quiet_hours","until":"2026-03-08T02:30:00.000Z"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(116,106,1,35,1772917200000,0,0,0,12,'{"type":"asked"}','{"id":"e14"}',NULL);
INSERT INTO "journal_row" VALUES(117,116,1,36,1772917200000,1,4,0,0,'{"by":"asked"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(118,117,1,37,1772917200000,1,4,1,2,NULL,NULL,NULL);
INSERT INTO "journal_row" VALUES(119,118,1,38,1772917200000,1,4,1,8,'{"reason":"quiet_hours","until":"2026-03-09T09:00:00.000Z"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(120,115,4,18,1772937000000,5,1,20,5,'{"by":"time"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(121,120,4,19,1772937000000,5,1,27,2,NULL,NULL,NULL);
INSERT INTO "journal_row" VALUES(122,121,4,20,1772937000000,5,1,27,6,'{"category":"marketing","channel":"email","content":"again","key":"CU453GTLTXNCHUXBHJYBRMHVP4"}','{"hash":"d329b5137c2871e4b7505f469b3989300ae576cc5561235b9fac3f4afb3f63f8","subject":"Again","to":"dora@contoso.example"}',NULL);
INSERT INTO "journal_row" VALUES(123,122,4,21,1772937000000,5,1,27,11,'{"state":"completed"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(124,123,4,22,1772937000000,6,2,28,6,'{"category":"marketing","channel":"email","content":"quiet","key":"6VIRYVQGJTZGQXZ62RZRW5Q6IA"}','{"hash":"1b14b23f350965f7fe4b988981fddd1c8474a86f8ccb89bc4aba367218885053","subject":"All quiet","to":"dora@contoso.example"}',NULL);
INSERT INTO "journal_row" VALUES(125,124,4,23,1772937000000,6,2,28,11,'{"state":"completed"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(126,94,5,18,1772953200000,5,2,8,5,'{"by":"timeout"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(127,126,5,19,1772953200000,5,2,18,2,NULL,NULL,NULL);
INSERT INTO "journal_row" VALUES(128,127,5,20,1772953200000,5,2,18,6,'{"category":"marketing","channel":"email","content":"reminder","key":"EMHM72TO4H364H6ELS3ZAUF6CA"}','{"hash":"d629434fb7f75a9bac72e77f5aee7e4adc06ee5c637f0cfa7f6f286ae15dcd49","subject":"Still there?","to":"emil@contoso.example"}',NULL);
INSERT INTO "journal_row" VALUES(129,128,5,21,1772953200000,5,2,19,2,NULL,NULL,NULL);
INSERT INTO "journal_row" VALUES(130,129,5,22,1772953200000,5,2,19,13,'{"where":"has(lead.points) && lead.points >= 30"}','{"cause":"`>=` cannot take a string and an int"}',NULL);
INSERT INTO "journal_row" VALUES(131,130,5,23,1772953200000,5,2,19,3,'{"arm":"else"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(132,131,5,24,1772953200000,5,2,20,2,NULL,NULL,NULL);
INSERT INTO "journal_row" VALUES(133,132,5,25,1772953200000,5,2,20,4,'{"for":"3d","until":"2026-03-11T07:00:00.000Z"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(134,83,6,14,1772956800000,5,1,20,5,'{"by":"time"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(135,134,6,15,1772956800000,5,1,27,2,NULL,NULL,NULL);
INSERT INTO "journal_row" VALUES(136,135,6,16,1772956800000,6,2,0,0,'{"by":"becomes"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(137,136,6,17,1772956800000,6,2,28,2,NULL,NULL,NULL);
INSERT INTO "journal_row" VALUES(138,137,6,18,1772956800000,5,1,27,7,'{"content":"again","reason":"no_address"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(139,138,6,19,1772956800000,5,1,27,11,'{"state":"completed"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(140,139,6,20,1772956800000,6,2,28,7,'{"content":"quiet","reason":"no_address"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(141,140,6,21,1772956800000,6,2,28,11,'{"state":"completed"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(142,112,2,21,1772960400000,6,2,0,0,'{"by":"becomes"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(143,142,2,22,1772960400000,6,2,28,2,NULL,NULL,NULL);
INSERT INTO "journal_row" VALUES(144,143,2,23,1772960400000,6,2,28,7,'{"content":"quiet","reason":"suppressed"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(145,144,2,24,1772960400000,6,2,28,11,'{"state":"completed"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(146,125,4,24,1773007200000,0,0,0,12,'{"type":"visited"}','{"id":"e15","properties":{"path":"/pricing"}}',NULL);
INSERT INTO "journal_row" VALUES(147,146,4,25,1773007800000,0,0,0,12,'{"type":"visited"}','{"id":"e16","properties":{"path":"/pricing"}}',NULL);
INSERT INTO "journal_row" VALUES(148,147,4,26,1773007800000,2,3,0,0,'{"by":"becomes"}',NULL,NULL);
INSERT INTO "journal_row" VALUES(149,148,4,27,1773007800000,2,3,9,2,NULL,NULL,NULL);
INSERT INTO "journal_row" VALUES(150,149,4,28,1773007800000,2,3,9,4,'{"for":"36h","until":"2026-03-10T10:10:00.000Z"}',NULL,NULL);
CREATE TABLE lead_aggregate (
    lead INTEGER NOT NULL REFERENCES lead_row,
    question INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (lead, question)
) STRICT, WITHOUT ROWID;
INSERT INTO "lead_aggregate" VALUES(1,-8221648094667212964,X'010280C790DE9567809793050000FFFFFFFFFFFFFFFFFF010000');
INSERT INTO "lead_aggregate" VALUES(1,1575761946273818373,X'0100000080DEA3E395670000');
INSERT INTO "lead_aggregate" VALUES(2,1575761946273818373,X'0100000080DAE7AE96670000');
INSERT INTO "lead_aggregate" VALUES(3,-8221648094667212964,X'010180A4ECDF95670000FFFFFFFFFFFFFFFFFF010000');
INSERT INTO "lead_aggregate" VALUES(3,1575761946273818373,X'0100000080C8D98299670000');
INSERT INTO "lead_aggregate" VALUES(4,-8221648094667212964,X'010280FCB6F79967809F490000FFFFFFFFFFFFFFFFFF010000');
INSERT INTO "lead_aggregate" VALUES(4,1575761946273818373,X'01000000809B80F899670000');
INSERT INTO "lead_aggregate" VALUES(5,1575761946273818373,X'0100000080958BFB97670000');
INSERT INTO "lead_aggregate" VALUES(6,1575761946273818373,X'0100000080A0B0AB96670000');
CREATE TABLE lead_change (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL,
    lead INTEGER NOT NULL REFERENCES lead_row,
    field TEXT, value_before ANY, value_after ANY, -- JSON
    note TEXT
) STRICT;
CREATE TABLE lead_record (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    account TEXT REFERENCES account_record,
    fields ANY,                                  -- JSON
    subscriptions ANY                            -- by category, JSON
) STRICT;
INSERT INTO "lead_record" VALUES(1,'ada','northwind','{"account_id":"northwind","company":"Northwind","email":"ada@northwind.example","first_name":"Ada","points":"45","stage":"lead"}','{"newsletter":true}');
INSERT INTO "lead_record" VALUES(2,'ben','northwind','{"account_id":"northwind","company":"Northwind","email":"ben@northwind.example","first_name":"Ben","stage":"lead","time_zone":"America/New_York"}','{"newsletter":false}');
INSERT INTO "lead_record" VALUES(3,'cleo','northwind','{"account_id":"northwind","company":"Northwind","email":"cleo@northwind.example","first_name":"Cleo","points":"5","stage":"customer"}','{"newsletter":true}');
INSERT INTO "lead_record" VALUES(4,'dora','contoso','{"account_id":"contoso","company":"Contoso","email":"dora@contoso.example","first_name":"Dora","stage":"lead","time_zone":"Asia/Kolkata"}','{"newsletter":true}');
INSERT INTO "lead_record" VALUES(5,'emil','contoso','{"account_id":"contoso","company":"Contoso","email":"emil@contoso.example","first_name":"Emil","points":"30","stage":"lead"}',NULL);
INSERT INTO "lead_record" VALUES(6,'fay','contoso','{"account_id":"contoso","company":"Contoso","first_name":"Fay","stage":"lead"}','{"newsletter":true}');
CREATE TABLE lead_row (
    number INTEGER PRIMARY KEY,
    id TEXT UNIQUE,                              -- the host's id; NULL once the lead was forgotten
    account INTEGER REFERENCES account_row,
    due INTEGER,                                 -- the earliest instant at which time alone moves it
    seq INTEGER NOT NULL DEFAULT 0,              -- of its latest journal line
    journal INTEGER,                             -- id of that line, from where `previous` leads back
    message INTEGER,                             -- id of its latest message, likewise
    enrollments INTEGER NOT NULL DEFAULT 0,      -- how many there have been
    swept INTEGER NOT NULL DEFAULT 0,            -- the sweeps up to this number are done for it
    met_at INTEGER,                              -- when the first input about it was decided
    deleted INTEGER NOT NULL DEFAULT 0,
    fields ANY,                                  -- the engine's copy, JSON
    account_fields ANY,                          -- the same of its account, JSON
    consent ANY,                                 -- by category, JSON
    body BLOB                                    -- packed: chain, history, past enrollments; NULL: only named so far
) STRICT;
INSERT INTO "lead_row" VALUES(1,'ada',1,1773046800000,38,119,15,4,1,1772442000000,0,'{"account_id":"northwind","company":"Northwind","email":"ada@northwind.example","first_name":"Ada","points":"45","stage":"lead"}',NULL,'{"newsletter":{"at":"2026-03-02T09:00:00.000Z","source":"lead store","subscribed":true}}',X'01A12DB9CF5BB9A7FCD936C7C74FFE319240AB71E538EF0B11C62039C91FA5AFA19CD06E74696C223A22323032362D30332D30395430393A30303A30302E3030305A227D030400809281D89667010A00809AB3F89867010C00808EA2FF986701031C0180D2CCA1996700180180EAB4DC9567001A0280DEA3E395670000021A636F6D6D69747465652F3161616461666463633033303363316300011977696E2D6261636B2F623566353233623863393438633737330101000180D2CCA1996700');
INSERT INTO "lead_row" VALUES(2,'ben',1,NULL,24,145,18,2,1,1772442000000,0,'{"account_id":"northwind","company":"Northwind","email":"ben@northwind.example","first_name":"Ben","stage":"lead","time_zone":"America/New_York"}',NULL,'{"newsletter":{"at":"2026-03-02T09:00:00.000Z","source":"lead store","subscribed":false}}',X'019A1BF8D10B315F69A8E4ACA525D41165179000E2E4FCC08A4FF247FA4CD0F00050FF00000000007B227374617465223A22636F6D706C65746564227D020A00808291869967010C00808AE6CA99670103180180EAB4DC9567002E0180CA9A819767001A0180DAE7AE96670000021A636F6D6D69747465652F3161616461666463633033303363316300011977696E2D6261636B2F6235663532336238633934386337373301010001808AE6CA996701');
INSERT INTO "lead_row" VALUES(3,'cleo',1,1773316800000,14,108,16,2,1,1772442000000,0,'{"account_id":"northwind","company":"Northwind","email":"cleo@northwind.example","first_name":"Cleo","points":"5","stage":"customer"}',NULL,'{"newsletter":{"at":"2026-03-02T09:00:00.000Z","source":"lead store","subscribed":true}}',X'01B111CBC7189DDAFE5BEA02AE478D378D9D60ADC5BF8DAABD147103B66F8E9B01C4710000000000007B226279223A226A6F696E6564222C22726561736F6E223A22676F616C5F616C72656164795F6D6574227D02080241318084D2849767010C0080D4EAFB9867010430018084D284976700180180C8D98299670032018084D2849767001A0180A4ECDF95670000021A636F6D6D69747465652F3161616461666463633033303363316300011977696E2D6261636B2F623566353233623863393438633737330001000180C8D982996700');
INSERT INTO "lead_row" VALUES(4,'dora',2,1773115200000,28,150,20,3,1,1772442000000,0,'{"account_id":"contoso","company":"Contoso","email":"dora@contoso.example","first_name":"Dora","stage":"lead","time_zone":"Asia/Kolkata"}',NULL,'{"newsletter":{"at":"2026-03-02T09:00:00.000Z","source":"lead store","subscribed":true}}',X'01FB21E256409BBE7CD022E073DF09FED82937E273382133426A9D25E33772EA90667D696E6730000000000000007B22666F72223A22333668222C22756E74696C223A22323032362D30332D31305431303A31303A30302E3030305A227D020A0080D1BDB49967010C0080D1BDB4996701021801808BBB809667001A02809B80F899670000021A636F6D6D69747465652F3161616461666463633033303363316301011977696E2D6261636B2F6235663532336238633934386337373300010001809B80F8996701');
INSERT INTO "lead_row" VALUES(5,'emil',2,1773046800000,25,133,21,3,1,1772442000000,0,'{"account_id":"contoso","company":"Contoso","email":"emil@contoso.example","first_name":"Emil","points":"30","stage":"lead"}',NULL,NULL,X'01E81EA872EE1D12889C4116AEA4F76714B2191DF39ABF38133E84D62290E146BFEA11223364222C22756E74696C223A22323032362D30332D31315430373A30303A30302E3030305A227D01020080DAE7AE966701021C0280D797C3986700180180958BFB97670000021A636F6D6D69747465652F3161616461666463633033303363316300011977696E2D6261636B2F623566353233623863393438633737330001000180FCB6F7996700');
INSERT INTO "lead_row" VALUES(6,'fay',2,NULL,21,141,23,2,1,1772442000000,0,'{"account_id":"contoso","company":"Contoso","first_name":"Fay","stage":"lead"}',NULL,'{"newsletter":{"at":"2026-03-02T09:00:00.000Z","source":"lead store","subscribed":true}}',X'01C51680F69E36292F143DF306F73ACB2523EF49AB0201473C004ACF01A79C9BD972CD746564227D020A0080D0AEC79967010C0080D0AEC799670101180180A0B0AB96670000021A636F6D6D69747465652F3161616461666463633033303363316300011977696E2D6261636B2F623566353233623863393438633737330101000180FCB6F7996700');
CREATE TABLE mark (
    source TEXT PRIMARY KEY,
    position INTEGER NOT NULL,
    prefix TEXT NOT NULL                         -- hash of everything before the position
) STRICT, WITHOUT ROWID;
INSERT INTO "mark" VALUES('events 1',19,'b7b00bda231ae51475b97ff7e7292d1332460d1fe2b7f35cfa957fd827f43124');
INSERT INTO "mark" VALUES('from',0,'the first event');
INSERT INTO "mark" VALUES('leads 1',6,'1dee143b8ebc83e6e4b0d16e535b39997870b9512e15b4b10d273505abb1cd11');
CREATE TABLE message_row (
    id INTEGER PRIMARY KEY,
    previous INTEGER,                            -- the lead's message before this one
    lead INTEGER NOT NULL REFERENCES lead_row,
    key ANY NOT NULL,                            -- the idempotency key: the 16 bytes that its text spells
    enrollment INTEGER NOT NULL,
    version INTEGER NOT NULL REFERENCES version_row,
    step INTEGER NOT NULL REFERENCES name,
    visit INTEGER NOT NULL,
    channel INTEGER NOT NULL REFERENCES name,
    content INTEGER NOT NULL REFERENCES name,
    variant INTEGER NOT NULL REFERENCES name,
    category INTEGER NOT NULL REFERENCES name,
    state INTEGER NOT NULL,                      -- below 4: not final
    priority INTEGER NOT NULL,
    attempt INTEGER NOT NULL,                    -- the attempt that the texts were handed over with
    attempts INTEGER NOT NULL,                   -- failed or running ones
    reached_at INTEGER,
    queued_at INTEGER,                           -- its place in the outbox
    first_attempt INTEGER,
    next_attempt INTEGER,
    handed_over_at INTEGER,                      -- of the latest attempt
    address TEXT,
    sender TEXT,
    reply_to TEXT,
    content_hash BLOB,
    recorded INTEGER,                            -- its texts in recorded_message
    rest BLOB                                    -- packed: engagement, what put it off
) STRICT;
INSERT INTO "message_row" VALUES(1,NULL,1,X'16A46639E6886C23DAFB936290FCD8FD',1,5,7,1,15,7,16,17,4,5,1,1,1772442000000,1772442000000,1772442000000,NULL,1772442000000,'ada@northwind.example',NULL,NULL,X'A76E016AAF22AF4EA33E2757906A297949D33A336136AE54C70AFB12D149FAD1',1,NULL);
INSERT INTO "message_row" VALUES(2,NULL,2,X'42F76485A65E1418DF9486423AB01227',1,5,7,1,15,7,16,17,4,5,1,1,1772456400000,1772456400000,1772456400000,NULL,1772456400000,'ben@northwind.example',NULL,NULL,X'218E596E265E919373A46C2650CE16E110E06389A9773E96CB81D4AF38337AF2',2,X'010001012E036539380180CA9A819767060863617465676F727905096D61726B6574696E6707636F6E74656E74050568656C6C6F076D657373616765051A494C33574A424E474C594B4252583455515A4244564D415345340473746570050568656C6C6F0776617269616E7405046261736508776F726B666C6F77050777656C636F6D6500');
INSERT INTO "message_row" VALUES(3,NULL,4,X'168FA93D95688344614C62F37D1E4682',1,5,7,1,15,7,16,17,4,5,1,1,1772505000000,1772505000000,1772505000000,NULL,1772505000000,'dora@contoso.example',NULL,NULL,X'8F6D1B512A52416C1932869C594B22FCE133E402C66FFEBFDF052ABA4DF51B5D',3,NULL);
INSERT INTO "message_row" VALUES(4,NULL,6,X'BD8AC1B31B5A9A5E2128A8985D5801B9',1,5,7,1,15,7,16,17,7,5,1,0,1772524800000,1772524800000,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "message_row" VALUES(5,NULL,5,X'57B82B4F5ACE335B1AC1B271FAB8B17A',1,1,1,1,15,1,16,17,4,0,1,1,1772528400000,1772528400000,1772528400000,NULL,1772528400000,'emil@contoso.example',NULL,NULL,X'D51CF1E0B92CB4D43A330659FE8FB6BB6A580368BCB64E835701F03BA23564AD',4,NULL);
INSERT INTO "message_row" VALUES(6,1,1,X'91D4CCDDC6F5C19FBA9BD97F03B9FCFD',1,5,18,1,15,18,16,17,4,5,1,1,1772614800000,1772614800000,1772614800000,NULL,1772614800000,'ada@northwind.example',NULL,NULL,X'D629434FB7F75A9BAC72E77F5AEE7E4ADC06EE5C637F0CFA7F6F286AE15DCD49',5,NULL);
INSERT INTO "message_row" VALUES(7,2,2,X'27035BEEAF3F3C3B407B166B00C2AFB6',1,5,18,1,15,18,16,17,7,5,1,0,1772629200000,1772629200000,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "message_row" VALUES(8,NULL,3,X'4682FAC7A1DB48AF396B3D086E94678A',1,4,21,1,15,21,16,26,4,0,1,1,1772618400000,1772618400000,1772618400000,NULL,1772618400000,'cleo@northwind.example',NULL,NULL,X'799B473488C715A63AEDA7F8FCB826A0E89916A4C4D8CC45A4090AC31EA9F7EF',6,NULL);
INSERT INTO "message_row" VALUES(9,3,4,X'3C22B0910E9E3DAED32F1F38E302FE5A',1,5,18,1,15,18,16,17,4,5,1,1,1772677800000,1772677800000,1772677800000,NULL,1772677800000,'dora@contoso.example',NULL,NULL,X'D629434FB7F75A9BAC72E77F5AEE7E4ADC06EE5C637F0CFA7F6F286AE15DCD49',7,NULL);
INSERT INTO "message_row" VALUES(10,4,6,X'FC26A99EDDCF362518B3B54FB7ED5B6D',1,5,18,1,15,18,16,17,7,5,1,0,1772697600000,1772697600000,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "message_row" VALUES(11,5,5,X'DC208C7E6B24448C06D804F4A3D17BFB',2,5,7,1,15,7,16,17,4,5,1,1,1772780400000,1772780400000,1772780400000,NULL,1772780400000,'emil@contoso.example',NULL,NULL,X'280D28F9C06A69E90CCB5796367ACA39DDC77715E2D17F89B671E1AF9B6E32EC',8,NULL);
INSERT INTO "message_row" VALUES(12,11,5,X'06B7D1CAFD1BB0FCBDB0247CD73DBBE3',3,1,1,1,15,1,16,17,2,0,1,0,1773046800000,1772818200000,NULL,1773046800000,NULL,NULL,NULL,NULL,NULL,NULL,X'0100000101FEFFFFFFFFFFFFFFFF0100');
INSERT INTO "message_row" VALUES(13,6,1,X'385864B0521708FAAADED445DEB9A52E',1,5,27,1,15,27,16,17,4,5,1,1,1772874000000,1772874000000,1772874000000,NULL,1772874000000,'ada@northwind.example',NULL,NULL,X'D329B5137C2871E4B7505F469B3989300AE576CC5561235B9FAC3F4AFB3F63F8',9,NULL);
INSERT INTO "message_row" VALUES(14,13,1,X'29BAFD3AB10A42EC55F0C2537E44921F',3,6,28,1,15,28,16,17,4,0,1,1,1772881200000,1772881200000,1772881200000,NULL,1772881200000,'ada@northwind.example',NULL,NULL,X'1B14B23F350965F7FE4B988981FDDD1C8474A86F8CCB89BC4ABA367218885053',10,NULL);
INSERT INTO "message_row" VALUES(15,14,1,X'63D838C73641F50F074B86FC8FFB50AF',4,1,1,1,15,1,16,17,2,0,1,0,1773046800000,1772917200000,NULL,1773046800000,NULL,NULL,NULL,NULL,NULL,NULL,X'0100000101FEFFFFFFFFFFFFFFFF0100');
INSERT INTO "message_row" VALUES(16,8,3,X'E1CFF55A0F44A6659FAB6B46EF3E266D',2,6,28,1,15,28,16,17,4,0,1,1,1772877600000,1772877600000,1772877600000,NULL,1772877600000,'cleo@northwind.example',NULL,NULL,X'1B14B23F350965F7FE4B988981FDDD1C8474A86F8CCB89BC4ABA367218885053',11,NULL);
INSERT INTO "message_row" VALUES(17,7,2,X'19FCBCD90D71A097DFF046993D219669',1,5,27,1,15,27,16,17,7,5,1,0,1772888400000,1772888400000,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "message_row" VALUES(18,17,2,X'855E1E558CBAE4BE3DC03AC3F479FFA9',2,6,28,1,15,28,16,17,7,0,1,0,1772960400000,1772960400000,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "message_row" VALUES(19,9,4,X'F5511C56064CF2685F3ED4731B761E40',2,6,28,1,15,28,16,17,4,0,1,1,1772937000000,1772937000000,1772937000000,NULL,1772937000000,'dora@contoso.example',NULL,NULL,X'1B14B23F350965F7FE4B988981FDDD1C8474A86F8CCB89BC4ABA367218885053',12,NULL);
INSERT INTO "message_row" VALUES(20,19,4,X'1539DD9A6B9DDA23D2E13A7018B0F57F',1,5,27,1,15,27,16,17,4,5,1,1,1772937000000,1772937000000,1772937000000,NULL,1772937000000,'dora@contoso.example',NULL,NULL,X'D329B5137C2871E4B7505F469B3989300AE576CC5561235B9FAC3F4AFB3F63F8',13,NULL);
INSERT INTO "message_row" VALUES(21,12,5,X'230ECFEA6EE1F7EE1FC45CB79050BE10',2,5,18,1,15,18,16,17,4,5,1,1,1772953200000,1772953200000,1772953200000,NULL,1772953200000,'emil@contoso.example',NULL,NULL,X'D629434FB7F75A9BAC72E77F5AEE7E4ADC06EE5C637F0CFA7F6F286AE15DCD49',14,NULL);
INSERT INTO "message_row" VALUES(22,10,6,X'E349B2778B93FBD48805A86A01DF505B',1,5,27,1,15,27,16,17,7,5,1,0,1772956800000,1772956800000,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "message_row" VALUES(23,22,6,X'70DFEA7F9BB597A95C1404B493D659C6',2,6,28,1,15,28,16,17,7,0,1,0,1772956800000,1772956800000,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE message_text (
    message INTEGER PRIMARY KEY REFERENCES message_row,
    subject TEXT NOT NULL, preview TEXT NOT NULL, text TEXT NOT NULL, html TEXT NOT NULL,
    data ANY                                     -- JSON
) STRICT;
INSERT INTO "message_text" VALUES(12,'','','','',NULL);
INSERT INTO "message_text" VALUES(15,'','','','',NULL);
CREATE TABLE name (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;
INSERT INTO "name" VALUES(0,'');
INSERT INTO "name" VALUES(1,'call-back');
INSERT INTO "name" VALUES(2,'committee');
INSERT INTO "name" VALUES(3,'letters');
INSERT INTO "name" VALUES(4,'orders');
INSERT INTO "name" VALUES(5,'welcome');
INSERT INTO "name" VALUES(6,'win-back');
INSERT INTO "name" VALUES(7,'hello');
INSERT INTO "name" VALUES(8,'opened');
INSERT INTO "name" VALUES(9,'several');
INSERT INTO "name" VALUES(10,'steps[0].then[0]');
INSERT INTO "name" VALUES(11,'pause');
INSERT INTO "name" VALUES(12,'joined');
INSERT INTO "name" VALUES(13,'visited');
INSERT INTO "name" VALUES(14,'asked');
INSERT INTO "name" VALUES(15,'email');
INSERT INTO "name" VALUES(16,'base');
INSERT INTO "name" VALUES(17,'marketing');
INSERT INTO "name" VALUES(18,'reminder');
INSERT INTO "name" VALUES(19,'steps[2]');
INSERT INTO "name" VALUES(20,'rest');
INSERT INTO "name" VALUES(21,'receipt');
INSERT INTO "name" VALUES(22,'steps[1]');
INSERT INTO "name" VALUES(23,'message_bounced');
INSERT INTO "name" VALUES(24,'bought');
INSERT INTO "name" VALUES(25,'lead_changed');
INSERT INTO "name" VALUES(26,'transactional');
INSERT INTO "name" VALUES(27,'again');
INSERT INTO "name" VALUES(28,'quiet');
CREATE TABLE note_row (id INTEGER PRIMARY KEY, lead TEXT NOT NULL, text TEXT NOT NULL) STRICT;
INSERT INTO "note_row" VALUES(1,'ada','Several of Northwind');
CREATE TABLE recorded_message (
    id INTEGER PRIMARY KEY,
    message INTEGER NOT NULL REFERENCES message_row,
    at INTEGER,                                  -- when it was handed over
    subject TEXT NOT NULL, preview TEXT NOT NULL, text TEXT NOT NULL, html TEXT NOT NULL,
    data ANY                                     -- JSON
) STRICT;
INSERT INTO "recorded_message" VALUES(1,1,1772442000000,'Hello Ada','','Hello','',NULL);
INSERT INTO "recorded_message" VALUES(2,2,1772456400000,'Hello Ben','','Hello','',NULL);
INSERT INTO "recorded_message" VALUES(3,3,1772505000000,'Hello Dora','','Hello','',NULL);
INSERT INTO "recorded_message" VALUES(4,5,1772528400000,'When may we call?','','When','',NULL);
INSERT INTO "recorded_message" VALUES(5,6,1772614800000,'Still there?','','Reminder','',NULL);
INSERT INTO "recorded_message" VALUES(6,8,1772618400000,'Receipt','','Thank you for A1','',NULL);
INSERT INTO "recorded_message" VALUES(7,9,1772677800000,'Still there?','','Reminder','',NULL);
INSERT INTO "recorded_message" VALUES(8,11,1772780400000,'Hello Emil','','Hello','',NULL);
INSERT INTO "recorded_message" VALUES(9,13,1772874000000,'Again','','Again','',NULL);
INSERT INTO "recorded_message" VALUES(10,14,1772881200000,'All quiet','','Quiet','',NULL);
INSERT INTO "recorded_message" VALUES(11,16,1772877600000,'All quiet','','Quiet','',NULL);
INSERT INTO "recorded_message" VALUES(12,19,1772937000000,'All quiet','','Quiet','',NULL);
INSERT INTO "recorded_message" VALUES(13,20,1772937000000,'Again','','Again','',NULL);
INSERT INTO "recorded_message" VALUES(14,21,1772953200000,'Still there?','','Reminder','',NULL);
CREATE TABLE refusal (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL, position INTEGER NOT NULL, prefix TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;
INSERT INTO "refusal" VALUES(1,'events 1',10,'6914529175e8c6a52f47b38f6cf6db9be3c19c1e296c4618a814543bc1aaf1ff','the lead store has no lead zoe; make the lead first');
CREATE TABLE seen (
    lead INTEGER NOT NULL,
    id TEXT NOT NULL,
    until INTEGER,
    PRIMARY KEY (lead, id)
) STRICT, WITHOUT ROWID;
INSERT INTO "seen" VALUES(1,'e1',1775034000000);
INSERT INTO "seen" VALUES(1,'e14',1775509200000);
INSERT INTO "seen" VALUES(1,'e3',1775035800000);
INSERT INTO "seen" VALUES(1,'e5',1775041200000);
INSERT INTO "seen" VALUES(2,'e2',1775034000000);
INSERT INTO "seen" VALUES(2,'e9',1775120400000);
INSERT INTO "seen" VALUES(2,'e98',1775206800000);
INSERT INTO "seen" VALUES(3,'e10',1775210400000);
INSERT INTO "seen" VALUES(3,'e13',1775476800000);
INSERT INTO "seen" VALUES(3,'e4',1775037600000);
INSERT INTO "seen" VALUES(4,'e15',1775599200000);
INSERT INTO "seen" VALUES(4,'e16',1775599800000);
INSERT INTO "seen" VALUES(4,'e6',1775071800000);
INSERT INTO "seen" VALUES(5,'e11',1775334600000);
INSERT INTO "seen" VALUES(5,'e12',1775410200000);
INSERT INTO "seen" VALUES(5,'e8',1775117400000);
INSERT INTO "seen" VALUES(6,'e7',1775116800000);
CREATE TABLE store (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    epoch INTEGER NOT NULL DEFAULT 0,            -- of the latest opening; every commit asks for it
    driven_to INTEGER,                           -- how far time has been decided
    catalog BLOB,                                -- SHA-256 of the deployed catalog
    zone_data TEXT NOT NULL DEFAULT '',          -- edition of the time zones that deadlines were computed with
    records_messages INTEGER NOT NULL DEFAULT 0, -- accepted messages are kept with their texts
    applied INTEGER NOT NULL DEFAULT 0,          -- inputs that were applied,
    duplicates INTEGER NOT NULL DEFAULT 0,       -- seen before,
    refused INTEGER NOT NULL DEFAULT 0           -- refused
) STRICT;
INSERT INTO "store" VALUES(1,2,1773010800000,X'65FFFB7FEA7E3F7FDAA6B42253B40575D141E6D9D3646C2CA33DC0B0318EF68D','2026f',1,17,1,1);
CREATE TABLE suppressed (hash BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
INSERT INTO "suppressed" VALUES(X'29B07071DB95E662DB45C9B6F973DCD75BDCD5921233301D9B565E9D1F06C3EF');
CREATE TABLE sweep (
    number INTEGER PRIMARY KEY,
    at INTEGER,
    kind TEXT NOT NULL,
    trigger TEXT NOT NULL,                       -- of a schedule: which
    place TEXT NOT NULL,                         -- every lead up to this id is done
    done INTEGER NOT NULL
) STRICT;
INSERT INTO "sweep" VALUES(1,1772442000000,'deployment','','fay',1);
CREATE TABLE version_row (
    id INTEGER PRIMARY KEY,
    workflow INTEGER NOT NULL REFERENCES name,
    sha256 BLOB NOT NULL,
    ordinal INTEGER,                             -- from 1, of the workflow
    canonical TEXT,                              -- the workflow as it was deployed
    deployment INTEGER,                          -- place in the order of deployment
    UNIQUE (workflow, sha256)
) STRICT;
INSERT INTO "version_row" VALUES(0,0,X'0000000000000000000000000000000000000000000000000000000000000000',NULL,NULL,NULL);
INSERT INTO "version_row" VALUES(1,1,X'95A824D88C7091D95190CD774FA6172C2605F98CA110F56A697D6B74A1192424',1,'{"edges":[[0,1,"next"]],"first":1,"nodes":[{"event":["asked"],"verb":"trigger"},{"content":"call-back","id":"call-back","verb":"send"}],"reenroll":"always","window":"business_hours","workflow":"call-back"}',1);
INSERT INTO "version_row" VALUES(2,2,X'277577AFCE2E9AC895950A7DA87C239DAC55D3BE2DC33885EB2C59CD59327C88',1,'{"edges":[[0,1,"next"],[1,2,"met"],[1,3,"timed_out"],[2,3,"next"]],"exit":[{"reason":"silent account","when":"accountCount(''visited'', ''30h'') < 1"}],"first":1,"nodes":[{"becomes":"inSegment(''keen'')","verb":"trigger"},{"any":[{"kind":"until","until":"accountLeads(''visited'', ''3d'') >= 3"}],"id":"several","named":true,"timeout":[0,129600000],"verb":"wait"},{"id":"steps[0].then[0]","text":"Several of {{ lead.company }}","verb":"note"},{"for":[0,43200000],"id":"pause","named":true,"verb":"delay"}],"reenroll":"after","reenroll_after":172800000,"workflow":"committee"}',2);
INSERT INTO "version_row" VALUES(3,3,X'F7BA6ED97AE6DAB7CBF6DF45FF0B8B034105976B25C6264FE7AB5DB4F499EF39',1,'{"category":"newsletter","edges":[[0,1,"next"]],"first":1,"nodes":[{"at":"09:00","schedule":"FREQ=WEEKLY;BYDAY=MO","verb":"trigger"},{"content":"letter","id":"letter","verb":"send"}],"reenroll":"always","workflow":"letters"}',3);
INSERT INTO "version_row" VALUES(4,4,X'4B731E8F530D28213EF079A1DBF41E2B39162E4E4E8B235D76DE1F3D63A61873',1,'{"category":"transactional","edges":[[0,1,"next"],[1,2,"next"]],"first":1,"key":"event.order","nodes":[{"event":["bought"],"verb":"trigger"},{"content":"receipt","id":"receipt","verb":"send"},{"fields":[["lead.stage","customer"]],"id":"steps[1]","verb":"set"}],"workflow":"orders"}',4);
INSERT INTO "version_row" VALUES(5,5,X'8876A37FE4FD904C39CE93457FDA9B20C991FA1D65B8FA86B5F20E6CCD5AE016',1,'{"edges":[[0,1,"next"],[1,2,"next"],[2,3,"met"],[2,5,"timed_out"],[3,4,"next"],[4,6,"next"],[5,6,"next"],[6,7,"arm"],[6,9,"otherwise"],[7,8,"next"],[8,10,"next"],[9,10,"next"]],"exit":[{"event":["lost"]}],"expires":[20,0],"first":1,"goal":[{"when":"lead.stage == ''customer''"}],"nodes":[{"event":["joined"],"verb":"trigger"},{"content":"hello","id":"hello","named":true,"verb":"send"},{"any":[{"event":["message_opened"],"kind":"engagement","message":["hello"]}],"id":"opened","named":true,"timeout":[2,0],"verb":"wait"},{"fields":[["lead.points","has(lead.points) ? lead.points + 20 : 10"]],"id":"steps[1].then[0]","verb":"compute"},{"id":"steps[1].then[1]","tags":["opened"],"verb":"tag"},{"content":"reminder","id":"reminder","verb":"send"},{"arms":["has(lead.points) && lead.points >= 30"],"id":"steps[2]","verb":"branch"},{"fields":[["lead.stage","mql"]],"id":"steps[2].branch[0].then[0]","verb":"set"},{"content":"invitation","id":"invitation","verb":"send"},{"for":[3,0],"id":"rest","named":true,"verb":"delay"},{"content":"again","id":"again","verb":"send"}],"priority":5,"workflow":"welcome"}',5);
INSERT INTO "version_row" VALUES(6,6,X'A5A44A1EEC745AE552505A0CF392F10553B446FA6DE483F85196605D46360C57',1,'{"edges":[[0,1,"next"]],"first":1,"nodes":[{"becomes":"inactive(\"5d\", [\"visited\", \"joined\"])","verb":"trigger"},{"content":"quiet","id":"quiet","verb":"send"}],"reenroll":"after","reenroll_after":259200000,"workflow":"win-back"}',6);
CREATE INDEX input_at ON input (at);
CREATE INDEX lead_due ON lead_row (due, id) WHERE due IS NOT NULL;
CREATE INDEX lead_account ON lead_row (account) WHERE account IS NOT NULL;
CREATE UNIQUE INDEX message_key ON message_row (key) WHERE recorded IS NULL;
CREATE INDEX message_open ON message_row (state, queued_at) WHERE state < 4;
CREATE INDEX lead_change_key ON lead_change (key);
CREATE VIEW version AS SELECT
    n.text AS workflow, v.ordinal, lower(hex(v.sha256)) AS sha256, v.canonical
FROM version_row v JOIN name n ON n.id = v.workflow WHERE v.canonical IS NOT NULL ORDER BY v.deployment;
CREATE VIEW lead AS SELECT
    l.id, a.id AS account,
    strftime('%Y-%m-%dT%H:%M:%fZ', l.due / 1000.0, 'unixepoch') AS due,
    strftime('%Y-%m-%dT%H:%M:%fZ', l.met_at / 1000.0, 'unixepoch') AS met_at,
    l.enrollments, l.seq AS journal_lines, l.deleted, l.fields, l.account_fields, l.consent
FROM lead_row l LEFT JOIN account_row a ON a.number = l.account WHERE l.body IS NOT NULL;
CREATE VIEW enrollment AS
WITH both AS (
    SELECT lead, number, version, key, step, state, '' AS reason, enrolled_at, NULL AS left_at, standing, reached_at,
        due, expires_at FROM enrollment_row
    UNION ALL SELECT lead, number, version, key, step, state, reason, enrolled_at, left_at, NULL, NULL, NULL, NULL
        FROM enrollment_ended)
SELECT l.id AS lead, e.number, w.text AS workflow, v.ordinal AS version, e.key, n.text AS step,
    state.name AS state, nullif(e.reason, '') AS reason, standing.name AS standing,
    strftime('%Y-%m-%dT%H:%M:%fZ', e.enrolled_at / 1000.0, 'unixepoch') AS enrolled_at,
    strftime('%Y-%m-%dT%H:%M:%fZ', e.reached_at / 1000.0, 'unixepoch') AS reached_at,
    strftime('%Y-%m-%dT%H:%M:%fZ', e.due / 1000.0, 'unixepoch') AS due,
    strftime('%Y-%m-%dT%H:%M:%fZ', e.expires_at / 1000.0, 'unixepoch') AS expires_at,
    strftime('%Y-%m-%dT%H:%M:%fZ', e.left_at / 1000.0, 'unixepoch') AS left_at
FROM both e JOIN lead_row l ON l.number = e.lead JOIN version_row v ON v.id = e.version
    JOIN name w ON w.id = v.workflow JOIN name n ON n.id = e.step
    LEFT JOIN enumerator state ON state.type = 'enrollment' AND state.number = e.state
    LEFT JOIN enumerator standing ON standing.type = 'standing' AND standing.number = e.standing;
CREATE VIEW message AS
SELECT l.id AS lead,
    iif(typeof(m.key) = 'blob', (
        WITH RECURSIVE place (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM place WHERE n < 25)
        SELECT group_concat(substr('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
            ((instr('123456789ABCDEF', substr(hex(m.key) || '0', n * 5 / 4 + 1, 1)) * 16
            + instr('123456789ABCDEF', substr(hex(m.key) || '0', n * 5 / 4 + 2, 1))) >> (3 - n * 5 % 4) & 31) + 1, 1),
            '') FROM place), m.key) AS key,
    w.text AS workflow, v.ordinal AS version, m.enrollment, s.text AS step, m.visit,
    ch.text AS channel, co.text AS content, va.text AS variant, ca.text AS category, state.name AS state, m.attempts,
    m.address, coalesce(t.subject, r.subject) AS subject, coalesce(t.text, r.text) AS text,
    strftime('%Y-%m-%dT%H:%M:%fZ', m.queued_at / 1000.0, 'unixepoch') AS queued_at,
    strftime('%Y-%m-%dT%H:%M:%fZ', m.next_attempt / 1000.0, 'unixepoch') AS next_attempt,
    strftime('%Y-%m-%dT%H:%M:%fZ', m.handed_over_at / 1000.0, 'unixepoch') AS handed_over_at
FROM message_row m JOIN lead_row l ON l.number = m.lead JOIN version_row v ON v.id = m.version
    JOIN name w ON w.id = v.workflow JOIN name s ON s.id = m.step JOIN name ch ON ch.id = m.channel
    JOIN name co ON co.id = m.content JOIN name va ON va.id = m.variant JOIN name ca ON ca.id = m.category
    LEFT JOIN enumerator state ON state.type = 'message' AND state.number = m.state
    LEFT JOIN message_text t ON t.message = m.id LEFT JOIN recorded_message r ON r.id = m.recorded;
CREATE VIEW journal AS
SELECT coalesce(l.id, '#' || j.lead) AS lead, j.seq,
    strftime('%Y-%m-%dT%H:%M:%fZ', j.at / 1000.0, 'unixepoch') AS at,
    nullif(w.text, '') AS workflow, v.ordinal AS version, nullif(j.enrollment, 0) AS enrollment,
    nullif(s.text, '') AS step, kind.name AS kind, j.because, j.personal
FROM journal_row j JOIN lead_row l ON l.number = j.lead JOIN version_row v ON v.id = j.version
    JOIN name w ON w.id = v.workflow JOIN name s ON s.id = j.step
    LEFT JOIN enumerator kind ON kind.type = 'journal' AND kind.number = j.kind;
CREATE VIEW note AS SELECT lead, text FROM note_row ORDER BY id;
COMMIT;
