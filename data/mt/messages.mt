mt messages
# Structures of SWIFT MT as of the standards release 2025: the fields of a message in their order, M mandatory or O optional,
# * for what may occur again; 57a stands for options, which follow (- for none). Names and codes here come before those of
# fields.mt. A sequence begins with its own field 15. Rules: not-both, both (one needs the other), needs (the first needs
# the second); the letter a stands for any option. What field 119 of block 3 says stands behind the type: 202COV.

message 103 | Single customer credit transfer | 顧客送金 | 单笔客户汇款
20 M
13C O*
23B M {CRED,CRTS,SPAY,SPRI,SSTD} | Bank operation code | 銀行業務コード | 银行业务代码
23E O*
26T O
32A M | Value date, currency and interbank settled amount | 決済日・通貨・銀行間決済額 | 起息日、币种及银行间清算金额
33B O | Currency and instructed amount | 通貨・指図金額 | 币种及指示金额
36 O
50a A,F,K M | Ordering customer | 依頼人 | 汇款人
51A O | Sending institution | 発信機関 | 发报机构
52a A,D O | Ordering institution | 依頼銀行 | 汇出行
53a A,B,D O | Sender's correspondent | 発信銀行のコルレス先 | 发报行的代理行
54a A,B,D O
55a A,B,D O
56a A,C,D O
57a A,B,C,D O | Account with institution | 口座保有銀行 | 账户行
59a -,A,F M | Beneficiary customer | 受取人 | 收款人
70 O
71A M {BEN,OUR,SHA}
71F O*
71G O
72 O
77B O | Regulatory reporting | 規制報告 | 监管报告

message 103REMIT | Customer credit transfer with remittance data | 送金明細付き顧客送金 | 附汇款信息的客户汇款
20 M
13C O*
23B M {CRED,CRTS,SPAY,SPRI,SSTD} | Bank operation code | 銀行業務コード | 银行业务代码
23E O*
26T O
32A M | Value date, currency and interbank settled amount | 決済日・通貨・銀行間決済額 | 起息日、币种及银行间清算金额
33B O | Currency and instructed amount | 通貨・指図金額 | 币种及指示金额
36 O
50a A,F,K M | Ordering customer | 依頼人 | 汇款人
51A O | Sending institution | 発信機関 | 发报机构
52a A,D O | Ordering institution | 依頼銀行 | 汇出行
53a A,B,D O | Sender's correspondent | 発信銀行のコルレス先 | 发报行的代理行
54a A,B,D O
55a A,B,D O
56a A,C,D O
57a A,B,C,D O | Account with institution | 口座保有銀行 | 账户行
59a -,A,F M | Beneficiary customer | 受取人 | 收款人
71A M {BEN,OUR,SHA}
71F O*
71G O
72 O
77B O | Regulatory reporting | 規制報告 | 监管报告
77T M

message 202 | General financial institution transfer | 銀行間資金移動 | 银行间头寸调拨
20 M | Transaction reference number | 取引参照番号 | 交易参考号
21 M
13C O*
32A M | Value date, currency and amount | 決済日・通貨・金額 | 起息日、币种及金额
52a A,D O | Ordering institution | 依頼銀行 | 汇出行
53a A,B,D O | Sender's correspondent | 発信銀行のコルレス先 | 发报行的代理行
54a A,B,D O
56a A,D O
57a A,B,D O | Account with institution | 口座保有銀行 | 账户行
58a A,D M | Beneficiary institution | 受益銀行 | 收款行
72 O

message 202COV | Cover of a customer credit transfer | 顧客送金のカバー | 客户汇款的头寸调拨
20 M | Transaction reference number | 取引参照番号 | 交易参考号
21 M
13C O*
32A M | Value date, currency and amount | 決済日・通貨・金額 | 起息日、币种及金额
52a A,D O | Ordering institution | 依頼銀行 | 汇出行
53a A,B,D O | Sender's correspondent | 発信銀行のコルレス先 | 发报行的代理行
54a A,B,D O
56a A,D O
57a A,B,D O | Account with institution | 口座保有銀行 | 账户行
58a A,D M | Beneficiary institution | 受益銀行 | 收款行
72 O
50a A,F,K M
52a A,D O | Ordering institution of the transfer | 送金の依頼銀行 | 汇款的汇出行
56a A,C,D O
57a A,B,C,D O | Account with institution | 口座保有銀行 | 账户行
59a -,A,F M | Beneficiary customer | 受取人 | 收款人
70 O
72 O
33B O | Currency and instructed amount | 通貨・指図金額 | 币种及指示金额

message 700 | Issue of a documentary credit | 信用状の発行 | 跟单信用证的开立
27 M
40A M
20 M | Documentary credit number | 信用状番号 | 信用证号码
23 O | Reference to pre-advice | 予告の参照 | 预通知参考
31C M
40E M
31D M
51a A,D O
50 M
59 M
32B M | Currency and amount of the credit | 信用状の通貨・金額 | 信用证币种及金额
39A O
39C O
41a A,D M
42C O
42a A,D O
42M O
42P O
43P O
43T O
44A O
44E O
44F O
44B O
44C O
44D O
45A O
46A O
47A O
49G O
49H O
71D O
48 O
49 M
58a A,D O | Requested confirmation party | 確認依頼先 | 被请求保兑方
53a A,D O | Reimbursing bank | 補償銀行 | 偿付行
78 O
57a A,B,D O | Advise through bank | 通知経由銀行 | 转通知行
72Z O
not-both 39A 39C
both 42C 42a
not-both 42M 42P
not-both 42C 42M
not-both 42C 42P
not-both 44C 44D

message 701 | Issue of a documentary credit (continuation) | 信用状の発行 (続き) | 跟单信用证的开立（续）
27 M
20 M | Documentary credit number | 信用状番号 | 信用证号码
45A O
46A O
47A O
49G O
49H O

message 707 | Amendment to a documentary credit | 信用状の条件変更 | 跟单信用证的修改
27 M
20 M
21 M | Receiver's reference | 受信人の参照番号 | 收报行参考号
23 M | Issuing bank's reference | 発行銀行の参照番号 | 开证行参考号
52a A,D O
50B O
31C M
26E M
30 M | Date of amendment | 条件変更日 | 修改日期
22A M
23S O
40A O
40E O
31D O
50 O | Applicant, changed | 発行依頼人 (変更) | 申请人（变更）
59 O | Beneficiary, changed | 受益者 (変更) | 受益人（变更）
32B O | Increase of the amount | 増額 | 金额增加
33B O | Decrease of the amount | 減額 | 金额减少
39A O
39C O
41a A,D O
42C O
42a A,D O
42M O
42P O
43P O
43T O
44A O
44E O
44F O
44B O
44C O
44D O
45B O
46B O
47B O
49M O
49N O
71D O
71N O
48 O
49 O
58a A,D O | Requested confirmation party | 確認依頼先 | 被请求保兑方
53a A,D O | Reimbursing bank | 補償銀行 | 偿付行
78 O
57a A,B,D O | Advise through bank | 通知経由銀行 | 转通知行
72Z O
not-both 32B 33B
not-both 44C 44D

message 710 | Advice of a third bank's or a non-bank's documentary credit | 他行・非銀行が発行した信用状の通知 | 通知由第三家银行或非银行开立的跟单信用证
27 M
40B M
20 M
21 M | Documentary credit number | 信用状番号 | 信用证号码
23 O | Reference to pre-advice | 予告の参照 | 预通知参考
31C M
40E M
31D M
52a A,D O
50B O
51a A,D O
50 M
59 M
32B M
39A O
39C O
41a A,D M
42C O
42a A,D O
42M O
42P O
43P O
43T O
44A O
44E O
44F O
44B O
44C O
44D O
45A O
46A O
47A O
49G O
49H O
71D O
48 O
49 M
58a A,D O | Requested confirmation party | 確認依頼先 | 被请求保兑方
53a A,D O | Reimbursing bank | 補償銀行 | 偿付行
78 O
78D O
57a A,B,D O | Advise through bank | 通知経由銀行 | 转通知行
72Z O
not-both 39A 39C
both 42C 42a
not-both 42M 42P
not-both 42C 42M
not-both 42C 42P
not-both 44C 44D
not-both 52a 50B

message 720 | Transfer of a documentary credit | 信用状の譲渡 | 跟单信用证的转让
27 M
40B M
20 M | Transferring bank's reference | 譲渡銀行の参照番号 | 转让行参考号
21 M | Documentary credit number | 信用状番号 | 信用证号码
31C M
40E M
31D M
52a A,D O
50B O
50 M | First beneficiary | 第一受益者 | 第一受益人
59 M | Second beneficiary | 第二受益者 | 第二受益人
32B M
39A O
39C O
41a A,D M
42C O
42a A,D O
42M O
42P O
43P O
43T O
44A O
44E O
44F O
44B O
44C O
44D O
45A O
46A O
47A O
49G O
49H O
71D O
48 O
49 M
58a A,D O | Requested confirmation party | 確認依頼先 | 被请求保兑方
78 O
78D O
57a A,B,D O | Advise through bank | 通知経由銀行 | 转通知行
72Z O
not-both 39A 39C
both 42C 42a
not-both 42M 42P
not-both 42C 42M
not-both 42C 42P
not-both 44C 44D
not-both 52a 50B

message 734 | Advice of refusal | 拒絶通知 | 拒付通知
20 M
21 M | Presenting bank's reference | 呈示銀行の参照番号 | 交单行参考号
32A M | Date and amount of utilisation | 使用日と金額 | 承付日期及金额
73A O | Charges claimed | 請求手数料 | 索取的费用
33a A,B O | Total amount claimed | 請求総額 | 索偿总金额
57a A,B,D O
72Z O
77J M
77B M | Disposal of documents | 書類の処分 | 单据处理
needs 73A 33a

message 740 | Authorisation to reimburse | 補償授権 | 偿付授权
20 M | Documentary credit number | 信用状番号 | 信用证号码
25 O
40F M
31D O
58a A,D O | Negotiating bank | 買取銀行 | 议付行
59 O
32B M
39A O
39C O
41a A,D M
42C O
42a A,D O
42M O
42P O
71A O {CLM,OUR} | Reimbursing bank's charges | 補償銀行の手数料 | 偿付行费用
71D O | Other charges | その他の手数料 | 其他费用
72Z O
not-both 39A 39C
both 42C 42a
not-both 42M 42P
not-both 42C 42M
not-both 42C 42P

message 742 | Reimbursement claim | 補償請求 | 索偿
20 M | Claiming bank's reference | 請求銀行の参照番号 | 索偿行参考号
21 M | Documentary credit number | 信用状番号 | 信用证号码
31C O
52a A,D M
32B M | Principal amount claimed | 請求元本 | 索偿本金
33B O | Additional amount claimed | 追加請求額 | 附加索偿金额
71D O
34a A,B M
57a A,B,D O | Account with bank | 口座保有銀行 | 账户行
58a A,D O | Beneficiary bank | 受益銀行 | 受益行
72Z O

message 747 | Amendment to an authorisation to reimburse | 補償授権の変更 | 偿付授权的修改
20 M | Documentary credit number | 信用状番号 | 信用证号码
21 O | Reimbursing bank's reference | 補償銀行の参照番号 | 偿付行参考号
30 M | Date of the original authorisation | 元の授権の日付 | 原授权日期
31E O | New date of expiry | 新しい有効期限 | 新到期日
32B O | Increase of the amount | 増額 | 金额增加
33B O | Decrease of the amount | 減額 | 金额减少
34B O | New amount of the credit | 変更後の金額 | 修改后金额
39A O
39C O
72Z O
77 O
needs 32B 34B
needs 33B 34B

message 750 | Advice of discrepancy | ディスクレ通知 | 不符点通知
20 M
21 M
32B M | Principal amount | 元本 | 本金
33B O | Additional amount | 追加金額 | 附加金额
71D O | Charges to be deducted | 控除される手数料 | 应扣费用
73A O | Charges to be added | 加算される手数料 | 应加费用
34B O | Total amount to be paid | 支払総額 | 应付总金额
57a A,B,D O | Account with bank | 口座保有銀行 | 账户行
72Z O
77J M
needs 33B 34B
needs 71D 34B
needs 73A 34B

message 752 | Authorisation to pay, accept or negotiate | 支払・引受・買取の授権 | 授权付款、承兑或议付
20 M
21 M
23 M
30 M | Date of the advice of discrepancy | ディスクレ通知の日付 | 不符点通知日期
32B O | Total amount advised | 通知された総額 | 通知总金额
71D O | Charges deducted | 控除された手数料 | 已扣费用
33a A,B O | Net amount | 差引金額 | 净额
53a A,B,D O | Sender's correspondent | 発信銀行のコルレス先 | 发报行的代理行
54a A,B,D O
72Z O
79Z O

message 754 | Advice of payment, acceptance or negotiation | 支払・引受・買取の通知 | 付款、承兑或议付通知
20 M
21 M
32a A,B M | Principal amount paid, accepted or negotiated | 支払・引受・買取の元本 | 付款、承兑或议付本金
33B O | Additional amounts | 追加金額 | 附加金额
71D O | Charges deducted | 控除された手数料 | 已扣费用
73A O | Charges added | 加算された手数料 | 附加费用
34a A,B O
53a A,B,D O | Reimbursing bank | 補償銀行 | 偿付行
57a A,B,D O | Account with bank | 口座保有銀行 | 账户行
58a A,D O | Beneficiary bank | 受益銀行 | 受益行
72Z O
77 O

message 756 | Advice of reimbursement or payment | 補償・支払の通知 | 偿付或付款通知
20 M
21 M | Presenting bank's reference | 呈示銀行の参照番号 | 交单行参考号
32B M | Total amount claimed | 請求総額 | 索偿总金额
33A M | Amount reimbursed or paid | 補償・支払済金額 | 偿付或已付金额
53a A,B,D O | Sender's correspondent | 発信銀行のコルレス先 | 发报行的代理行
54a A,B,D O
72Z O
79Z O

message 760 | Issue of a demand guarantee or standby letter of credit | 請求払保証・スタンドバイ信用状の発行 | 见索即付保函或备用信用证的开立
sequence A M | General information | 一般情報 | 一般信息
27 M
22A M
72Z O
23X O
sequence B M | Undertaking details | 保証の内容 | 保函内容
20 M | Undertaking number | 保証番号 | 保函编号
30 M | Date of issue | 発行日 | 开立日期
22D M
40C M
23B M {COND,FIXD,OPEN} | Expiry type | 失効の種類 | 到期类型
31E O
35G O
50 O
51 O
52a A,D M | Issuer | 発行者 | 开立人
59a -,A M
56a A,D O | Advising bank | 通知銀行 | 通知行
23 O | Advising bank's reference | 通知銀行の参照番号 | 通知行参考号
57a A,D O | Advise through bank | 通知経由銀行 | 转通知行
32B M | Undertaking amount | 保証金額 | 保函金额
39a D,F O
41a F,G O | Available with | 利用可能な銀行 | 指定银行
71D O
45C O
77U M
49 O
58a A,D O | Requested confirmation party | 確認依頼先 | 被请求保兑方
44J O
23F O
78 O | Notification of non-extension | 不延長の通知 | 不展期通知
26E O | Notification period of automatic extension, in days | 自動延長の通知期間 (日) | 自动展期通知期限（天）
31S O
48B O
48D O
39E O
45L O
24E O
24G O
sequence C O | Local undertaking details | 現地保証の内容 | 转开保函内容
31C O | Requested date of issue | 希望発行日 | 要求开立日期
22D M
40C M
22K O
23B M {COND,FIXD,OPEN} | Expiry type | 失効の種類 | 到期类型
31E O
35G O
50 M
51 O
52a A,D O | Issuer | 発行者 | 开立人
59 M
32B M | Undertaking amount | 保証金額 | 保函金额
39a D,F O
57a A,D O | Advise through bank | 通知経由銀行 | 转通知行
41a F,G O | Available with | 利用可能な銀行 | 指定银行
71D O
45C O
77L O
22Y O
40D O
44J O
23F O
78 O | Notification of non-extension | 不延長の通知 | 不展期通知
26E O | Notification period of automatic extension, in days | 自動延長の通知期間 (日) | 自动展期通知期限（天）
31S O
48B O
48D O
39E O
45L M
24E O
24G O

message 767 | Amendment to a demand guarantee or standby letter of credit | 請求払保証・スタンドバイ信用状の条件変更 | 见索即付保函或备用信用证的修改
sequence A M | General information | 一般情報 | 一般信息
27 M
21 M
22A M
23S O
72Z O
23X O
sequence B M | Undertaking amendment details | 保証の変更内容 | 保函修改内容
20 M | Undertaking number | 保証番号 | 保函编号
26E M
30 M | Date of amendment | 条件変更日 | 修改日期
52a A,D M | Issuer | 発行者 | 开立人
23 O | Advising bank's reference | 通知銀行の参照番号 | 通知行参考号
32B O | Increase of the undertaking amount | 保証金額の増額 | 保函金额增加
33B O | Decrease of the undertaking amount | 保証金額の減額 | 保函金额减少
23B O {COND,FIXD,OPEN} | Expiry type | 失効の種類 | 到期类型
31E O
35G O
59a -,A O | Beneficiary, changed | 受益者 (変更) | 受益人（变更）
77U O | Other amendments to the undertaking | 保証のその他の変更 | 保函其他修改
24E O
24G O
sequence C O | Local undertaking amendment details | 現地保証の変更内容 | 转开保函修改内容
32B O | Increase of the undertaking amount | 保証金額の増額 | 保函金额增加
33B O | Decrease of the undertaking amount | 保証金額の減額 | 保函金额减少
23B O {COND,FIXD,OPEN} | Expiry type | 失効の種類 | 到期类型
31E O
35G O
59 O | Beneficiary, changed | 受益者 (変更) | 受益人（变更）
77L O | Other amendments to the local undertaking | 現地保証のその他の変更 | 转开保函其他修改
24E O
24G O
not-both 32B 33B
